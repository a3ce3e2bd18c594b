// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import "./StandInVote.sol";

interface AcceptedBalances {
    function getTotalETHBalance() external view returns (uint256);
    function getTotalRETHSupply() external view returns (uint256);
}

/// rETH as its readers see it: a supply that is set, and the rate of the accepted balances.
contract StandInReth is StandInVote {
    uint256 public totalSupply;

    constructor(address storage_) StandInVote(storage_) {}

    receive() external payable {}

    function setTotalSupply(uint256 supply) external { totalSupply = supply; }

    /// Wei of ETH for one rETH; one to one before anything was accepted.
    function getExchangeRate() external view returns (uint256) {
        AcceptedBalances accepted = AcceptedBalances(contractAddress("rocketNetworkBalances"));
        uint256 supply = accepted.getTotalRETHSupply();
        return supply == 0 ? one : one * accepted.getTotalETHBalance() / supply;
    }

    function getTotalCollateral() external view returns (uint256) { return address(this).balance; }
    function getCollateralRate() external pure returns (uint256) { return 0; }
}
