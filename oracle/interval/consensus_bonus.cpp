// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/interval/consensus_bonus.hpp"

#include <optional>

#include "oracle/interval/vote_score.hpp"
#include "oracle/interval/wei_math.hpp"

namespace apsis {

namespace {

/// End of the time for which a node gets bonuses; nothing if it gets none.
std::optional<std::uint64_t> bonus_end_time(const PoolNode& node, std::uint64_t interval_end) {
  const std::uint64_t change = node.node->smoothing_pool_change_time;
  if (!node.eligible || change == 0 || change >= interval_end) return std::nullopt;
  return node.node->in_smoothing_pool ? interval_end : change;
}

/// The share of a minipool's income that its bonus is; negative amounts count as 0.
uint256 bonus_share(const Minipool& minipool, const uint256& commission) {
  return minus_or_zero(commission, minipool.node_fee) *
         minus_or_zero(validator_eth, minipool.bond) / validator_eth;
}

}  // namespace

uint256 grant_bonuses(const NetworkSnapshot& snapshot, std::vector<PoolNode>& nodes) {
  uint256 total = 0;
  for (PoolNode& node : nodes) {
    const auto end_time = bonus_end_time(node, snapshot.interval.execution_end_time);
    if (!end_time) continue;
    for (PoolMinipool& pool_minipool : node.minipools) {
      const Minipool& minipool = *pool_minipool.minipool;
      if (minipool.bond >= full_bond) continue;
      if (minipool.reduction && minipool.reduction->time >= *end_time) continue;
      const BondAndFee terms = bond_and_fee_at(minipool, *end_time);
      const uint256 commission = boosted_fee(terms, node.rpl_percent);
      if (terms.fee >= commission) continue;
      pool_minipool.effective_commission = commission;
      pool_minipool.consensus_income = pool_minipool.withdrawals;
      const uint256 bonus = pool_minipool.withdrawals * bonus_share(minipool, commission) / one_eth;
      pool_minipool.bonus = bonus;
      node.bonus_eth += bonus;
      total += bonus;
    }
  }
  return total;
}

uint256 scale_bonuses(std::vector<PoolNode>& nodes, const uint256& available,
                      const uint256& total) {
  for (PoolNode& node : nodes) {
    node.bonus_eth = node.bonus_eth * available / total;
    for (PoolMinipool& minipool : node.minipools)
      if (minipool.bonus) minipool.bonus = *minipool.bonus * available / total;
  }
  return available * one_eth / total;
}

}  // namespace apsis
