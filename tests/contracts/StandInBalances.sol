// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import "./StandInVote.sol";

/// Votes for what rETH is worth: rocketNetworkBalances as oracle members see it.
contract StandInBalances is StandInVote {
    event BalancesSubmitted(address indexed from, uint256 block, uint256 slotTimestamp,
                            uint256 totalEth, uint256 stakingEth, uint256 rethSupply,
                            uint256 blockTimestamp);
    event BalancesUpdated(uint256 indexed block, uint256 slotTimestamp, uint256 totalEth,
                          uint256 stakingEth, uint256 rethSupply, uint256 blockTimestamp);

    uint8 public constant version = 4;
    uint256 public getBalancesBlock;
    uint256 public getBalancesTimestamp;
    uint256 public getTotalETHBalance;
    uint256 public getStakingETHBalance;
    uint256 public getTotalRETHSupply;

    constructor(address storage_) StandInVote(storage_) {}

    function submitBalances(uint256 at, uint256 slotTime, uint256 total, uint256 staking,
                            uint256 supply) external onlyMember {
        checkBlock(at);
        require(at >= getBalancesBlock, "Network balances for a higher block are set");
        require(staking <= total, "Invalid network balances");
        bytes memory values = abi.encodePacked(at, slotTime, total, staking, supply);
        recordVote(
            keccak256(abi.encodePacked("network.balances.submitted.node", msg.sender, values)),
            keccak256(abi.encodePacked("network.balances.submitted.node", msg.sender, at)));
        uint256 votes = countVote(countKey(values));
        emit BalancesSubmitted(msg.sender, at, slotTime, total, staking, supply, block.timestamp);
        if (at == getBalancesBlock) return;
        if (isQuorum(votes)) accept(at, slotTime, total, staking, supply);
    }

    function executeUpdateBalances(uint256 at, uint256 slotTime, uint256 total, uint256 staking,
                                   uint256 supply) external {
        checkBlock(at);
        require(at > getBalancesBlock, "Network balances for an equal or higher block are set");
        require(staking <= total, "Invalid network balances");
        bytes memory values = abi.encodePacked(at, slotTime, total, staking, supply);
        require(isQuorum(store.getUint(countKey(values))), "Consensus has not been reached");
        accept(at, slotTime, total, staking, supply);
    }

    function checkBlock(uint256 at) private view {
        require(settings().getSubmitBalancesEnabled(), "Submitting balances is currently disabled");
        require(at < block.number, "Balances can not be submitted for a future block");
    }

    function countKey(bytes memory values) private pure returns (bytes32) {
        return keccak256(abi.encodePacked("network.balances.submitted.count", values));
    }

    function accept(uint256 at, uint256 slotTime, uint256 total, uint256 staking, uint256 supply)
        private {
        uint256 wait = settings().getSubmitBalancesFrequency() * 95 / 100;
        require(block.timestamp >= getBalancesTimestamp + wait, "Not enough time has passed");
        if (getTotalETHBalance != 0) {
            uint256 last = one * getTotalETHBalance / getTotalRETHSupply;
            uint256 next = one * total / supply;
            uint256 change = next > last ? next - last : last - next;
            require(change <= last * settings().getMaxRethDelta() / one, "Change exceeds maximum");
        }
        (getBalancesBlock, getBalancesTimestamp) = (at, block.timestamp);
        (getTotalETHBalance, getStakingETHBalance, getTotalRETHSupply) = (total, staking, supply);
        emit BalancesUpdated(at, slotTime, total, staking, supply, block.timestamp);
    }
}
