// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/bytes.hpp"
#include "core/uint256.hpp"

namespace apsis {

/// What a member votes for in submitBalances; amounts in wei.
struct BalancesVote {
  std::uint64_t block = 0;
  std::uint64_t slot_timestamp = 0;
  uint256 total_eth;
  uint256 staking_eth;
  uint256 reth_supply;
};

/// What a member votes for in submitPrices; the price in wei of ETH for one RPL.
struct PriceVote {
  std::uint64_t block = 0;
  std::uint64_t slot_timestamp = 0;
  uint256 rpl_price;
};

/// Keys of RocketStorage booleans that tell what a member has voted for.

/// Exactly these balances.
Bytes32 balances_vote_key(const Bytes20& member, const BalancesVote& vote);
/// Any balances for this block.
Bytes32 balances_block_key(const Bytes20& member, std::uint64_t block);
/// Exactly this price.
Bytes32 price_vote_key(const Bytes20& member, const PriceVote& vote);
/// Any price for this block.
Bytes32 price_block_key(const Bytes20& member, std::uint64_t block);
/// What the official client asks instead of price_block_key; no contract ever writes it.
Bytes32 price_block_key_never_written(const Bytes20& member, std::uint64_t block,
                                      std::uint64_t slot_timestamp);
/// Any rewards snapshot for this index.
Bytes32 rewards_index_key(const Bytes20& member, std::uint64_t index);

}  // namespace apsis
