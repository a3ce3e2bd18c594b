// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import "./StandInStorage.sol";

interface MemberCount {
    function getMemberCount() external view returns (uint256);
}

interface NetworkSettings {
    function getNodeConsensusThreshold() external view returns (uint256);
    function getSubmitBalancesEnabled() external view returns (bool);
    function getSubmitBalancesFrequency() external view returns (uint256);
    function getMaxRethDelta() external view returns (uint256);
    function getSubmitPricesEnabled() external view returns (bool);
    function getSubmitRewardsEnabled() external view returns (bool);
}

/// What the three kinds of vote share: who may vote, and how many votes are enough.
abstract contract StandInVote {
    uint256 internal constant one = 1e18;
    StandInStorage internal immutable store;

    constructor(address storage_) { store = StandInStorage(storage_); }

    modifier onlyMember() {
        require(store.getBool(keccak256(abi.encodePacked("dao.trustednodes.member", msg.sender))),
                "Invalid trusted node");
        _;
    }

    function contractAddress(string memory name) internal view returns (address) {
        return store.getAddress(keccak256(abi.encodePacked("contract.address", name)));
    }

    function settings() internal view returns (NetworkSettings) {
        return NetworkSettings(contractAddress("rocketDAOProtocolSettingsNetwork"));
    }

    /// Whether this many equal votes are a quorum of the members there are now.
    function isQuorum(uint256 votes) internal view returns (bool) {
        uint256 members = MemberCount(contractAddress("rocketDAONodeTrusted")).getMemberCount();
        return one * votes / members >= settings().getNodeConsensusThreshold();
    }

    /// Counts one more vote under a key; the new count.
    function countVote(bytes32 key) internal returns (uint256 votes) {
        votes = store.getUint(key) + 1;
        store.setUint(key, votes);
    }

    /// Takes the member's vote down under both keys; refuses the same vote twice.
    function recordVote(bytes32 exactKey, bytes32 anyKey) internal {
        require(!store.getBool(exactKey), "Duplicate submission from node");
        store.setBool(exactKey, true);
        store.setBool(anyKey, true);
    }
}
