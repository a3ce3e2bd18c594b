// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// A messenger of the rETH rate to another chain, of every kind: it keeps who sent how much, and asks
/// a fee for the kinds that have one.
contract StandInMessenger {
    bool public rateStale;
    address public sender;
    uint256 public count;
    uint256 public paid;

    function setStale(bool isStale) external { rateStale = isStale; }

    function submitRate() external payable { take(0); }

    function submitRate(uint256 submissionCost, uint256 gasLimit, uint256 gasPrice) external payable {
        take(submissionCost + gasLimit * gasPrice);
    }

    function submitRate(uint256 gasLimit, uint256) external payable { take(gasLimit * 5e8); }

    function submitRate(uint256 gasLimit) external payable {
        take(estimateCrossDomainMessageFee(gasLimit));
    }

    function estimateCrossDomainMessageFee(uint256 gasLimit) public pure returns (uint256) {
        return gasLimit * 1e9;
    }

    function take(uint256 fee) private {
        require(msg.value >= fee, "The message's fee is not paid");
        (rateStale, sender, paid) = (false, msg.sender, msg.value);
        ++count;
    }
}
