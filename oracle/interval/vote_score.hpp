// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/uint256.hpp"
#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// Bond and fee of a minipool.
struct BondAndFee {
  uint256 bond;
  uint256 fee;
};

/// Bonds from here on get no boost and no bonus.
extern const uint256 full_bond;

/// Bond and fee as they were at `time`, by the last bond reduction.
BondAndFee bond_and_fee_at(const Minipool& minipool, std::uint64_t time);

/// Commission of a minipool with a small bond: 10 % and up to 4 % more for RPL worth up to 10 % of
/// the borrowed ETH (RPIP-62), or its own fee where that is higher. `rpl_percent` has 18 decimals.
uint256 boosted_fee(const BondAndFee& terms, const uint256& rpl_percent);

/// Score of one vote of a minipool: the node's part of the income, (1 - fee) * bond / 32 + fee.
uint256 minipool_vote_score(const BondAndFee& terms);

/// Scores of one vote of a megapool's validator. The voters' and the treasury's are negative where
/// the bond is larger than the validator.
struct MegapoolVoteScore {
  int256 node;
  int256 voter;
  int256 protocol_dao;
};

/// Score of one vote in a megapool whose bond is spread over its active validators.
MegapoolVoteScore megapool_vote_score(const Megapool& megapool, const MegapoolShares& shares);

}  // namespace apsis
