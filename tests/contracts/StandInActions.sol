// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import "./StandInStorage.sol";

/// Answers to challenges: rocketDAONodeTrustedActions as a challenged member sees it.
contract StandInActions {
    event ActionChallengeDecided(address indexed member, address indexed decider, bool success,
                                 uint256 time);

    StandInStorage private immutable store;

    constructor(address storage_) { store = StandInStorage(storage_); }

    function actionChallengeDecide(address member) external {
        bytes32 key = keccak256(
            abi.encodePacked("dao.trustednodes.", "member.challenged.time", member));
        require(store.getUint(key) > 0, "Member hasn't been challenged or they have successfully "
                "responded to the challenge already");
        require(msg.sender == member, "Refute window has not yet passed");
        store.setUint(key, 0);
        emit ActionChallengeDecided(member, msg.sender, false, block.timestamp);
    }
}
