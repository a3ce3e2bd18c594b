// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import "./StandInStorage.sol";

/// The members of the oracle DAO: rocketDAONodeTrusted as its readers see it.
contract StandInMembers {
    StandInStorage private immutable store;
    address[] private members;
    mapping(address => uint256) public getMemberJoinedTime;
    mapping(address => uint256) public getMemberRPLBondAmount;
    mapping(address => uint256) public getMemberLastProposalTime;
    mapping(address => string) public getMemberID;
    mapping(address => string) public getMemberUrl;

    uint8 public constant version = 4;

    constructor(address storage_) { store = StandInStorage(storage_); }

    function getMemberCount() external view returns (uint256) { return members.length; }

    /// The zero address beyond the last member.
    function getMemberAt(uint256 index) external view returns (address) {
        return index < members.length ? members[index] : address(0);
    }

    function getMemberIsValid(address member) external view returns (bool) {
        return store.getBool(validKey(member));
    }

    function join(address member, string calldata id, string calldata url, uint256 bond) external {
        require(!store.getBool(validKey(member)), "Is a member already");
        store.setBool(validKey(member), true);
        members.push(member);
        getMemberJoinedTime[member] = block.timestamp;
        getMemberRPLBondAmount[member] = bond;
        getMemberID[member] = id;
        getMemberUrl[member] = url;
    }

    /// The last member takes the place in the list.
    function leave(address member) external {
        store.setBool(validKey(member), false);
        for (uint256 i = 0; i < members.length; ++i) {
            if (members[i] != member) continue;
            members[i] = members[members.length - 1];
            members.pop();
            return;
        }
        revert("Is no member");
    }

    function getMemberIsChallenged(address member) external view returns (bool) {
        return store.getUint(challengeKey(member)) > 0;
    }

    /// Anybody may doubt here that a member lives.
    function challenge(address member) external {
        store.setUint(challengeKey(member), block.timestamp);
    }

    function challengeKey(address member) private pure returns (bytes32) {
        return keccak256(abi.encodePacked("dao.trustednodes.", "member.challenged.time", member));
    }

    function validKey(address member) private pure returns (bytes32) {
        return keccak256(abi.encodePacked("dao.trustednodes.member", member));
    }
}
