// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/error.hpp"
#include "oracle/interval/duty_scorer.hpp"
#include "oracle/interval/rewards_amounts.hpp"

namespace apsis {

/// Splits the smoothing pool's ETH among nodes, voters, treasury and rETH holders by the scores.
/// Fills the nodes' amounts and the ETH totals; returns the factor that bonuses were scaled by, of
/// 10^18. `rounding_limit`: wei that the nodes' shares may lose by rounding. `invalid` where the
/// official generator stops.
Expected<uint256> distribute_pool(const NetworkSnapshot& snapshot, const Ruleset& ruleset,
                                  const PoolScores& scores, const uint256& rounding_limit,
                                  std::vector<PoolNode>& nodes, RewardsTotals& totals);

}  // namespace apsis
