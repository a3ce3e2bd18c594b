// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import "./StandInVote.sol";

/// Votes for the price of RPL: rocketNetworkPrices as oracle members see it.
contract StandInPrices is StandInVote {
    event PricesSubmitted(address indexed from, uint256 block, uint256 slotTimestamp,
                          uint256 rplPrice, uint256 time);
    event PricesUpdated(uint256 indexed block, uint256 slotTimestamp, uint256 rplPrice,
                        uint256 time);

    uint8 public constant version = 4;
    uint256 public getPricesBlock;
    uint256 public getRPLPrice;

    constructor(address storage_) StandInVote(storage_) {}

    /// The price to begin with, as an upgrade takes it over.
    function setRPLPrice(uint256 price) external { getRPLPrice = price; }

    function submitPrices(uint256 at, uint256 slotTime, uint256 price) external onlyMember {
        checkBlock(at);
        require(at >= getPricesBlock, "Network prices for a higher block are set");
        bytes memory values = abi.encodePacked(at, slotTime, price);
        recordVote(
            keccak256(abi.encodePacked("network.prices.submitted.node.key", msg.sender, values)),
            keccak256(abi.encodePacked("network.prices.submitted.node", msg.sender, at)));
        uint256 votes = countVote(countKey(values));
        emit PricesSubmitted(msg.sender, at, slotTime, price, block.timestamp);
        if (at == getPricesBlock) return;
        if (isQuorum(votes)) accept(at, slotTime, price);
    }

    function executeUpdatePrices(uint256 at, uint256 slotTime, uint256 price) external {
        checkBlock(at);
        require(at > getPricesBlock, "Network prices for an equal or higher block are set");
        bytes32 key = countKey(abi.encodePacked(at, slotTime, price));
        require(isQuorum(store.getUint(key)), "Consensus has not been reached");
        accept(at, slotTime, price);
    }

    function checkBlock(uint256 at) private view {
        require(settings().getSubmitPricesEnabled(), "Submitting prices is currently disabled");
        require(at < block.number, "Prices can not be submitted for a future block");
    }

    function countKey(bytes memory values) private pure returns (bytes32) {
        return keccak256(abi.encodePacked("network.prices.submitted.count", values));
    }

    function accept(uint256 at, uint256 slotTime, uint256 price) private {
        (getPricesBlock, getRPLPrice) = (at, price);
        emit PricesUpdated(at, slotTime, price, block.timestamp);
    }
}
