// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "core/error.hpp"
#include "oracle/interval/duty_scorer.hpp"
#include "oracle/interval/rewards_amounts.hpp"
#include "oracle/interval/ruleset.hpp"

namespace apsis {

/// Everything that one interval's rewards are. Points into the snapshot, which outlives it.
struct IntervalResult {
  RewardsTotals totals;
  NodeAmountsByAddress nodes;
  NetworkAmountsById networks;
  /// Nodes whose reward network is not enabled, with that network; they are paid on network 0.
  std::map<Bytes20, std::uint64_t> invalid_network_nodes;
  /// Whether the interval has start and end (all but the first, which distributes RPL alone).
  bool has_bounds = false;
  bool pool_distributed = false;  ///< whether there was smoothing pool ETH to distribute
  PoolScores scores;
  std::optional<uint256> bonus_scalar;  ///< of 10^18; not set where the pool was not distributed
  std::vector<PoolNode> pool_nodes;     ///< in the snapshot's order
};

/// A scorer for the interval, ready to take duties and withdrawals. `decode` with the JSON path if
/// the snapshot lacks what the ruleset asks for. Snapshot and ruleset outlive it.
Expected<DutyScorer> begin_interval(const NetworkSnapshot& snapshot, const Ruleset& ruleset);

/// Distributes the interval's RPL and, except in the first interval and with an empty pool, the
/// smoothing pool. `scorer` comes from begin_interval, has taken everything and is used up.
/// `invalid` where no tree is made.
Expected<IntervalResult> compute_interval(const NetworkSnapshot& snapshot, const Ruleset& ruleset,
                                          DutyScorer scorer);

}  // namespace apsis
