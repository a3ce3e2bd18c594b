// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree/interval_header.hpp"
#include "oracle/tree/performance_file.hpp"

namespace apsis {

namespace {

ValidatorPerformance performance_of(const DutyTally& tally, const uint256& score,
                                    const std::optional<uint256>& eth_earned) {
  ValidatorPerformance out;
  out.successful = tally.successes;
  out.missed = tally.missed_slots.size();
  out.score = score;
  out.missing_slots = tally.missed_slots;
  out.eth_earned = eth_earned.value_or(0);
  return out;
}

void add_minipools(const PoolNode& node, PerformanceFile& file) {
  for (const PoolMinipool& minipool : node.minipools) {
    if (!minipool.tally.had_duties()) continue;
    MinipoolPerformance& out = file.minipools[minipool.minipool->address];
    out.pubkey = minipool.minipool->pubkey;
    out.validator = performance_of(minipool.tally, minipool.score, minipool.eth_earned);
    out.validator.consensus_income = minipool.consensus_income;
    out.validator.bonus = minipool.bonus;
    out.validator.effective_commission = minipool.effective_commission;
  }
}

void add_megapool(const PoolMegapool& megapool, PerformanceFile& file) {
  for (const PoolMegapoolValidator& validator : megapool.validators) {
    if (!validator.tally.had_duties()) continue;
    file.megapools[megapool.megapool->address].validators[validator.record->pubkey] =
        performance_of(validator.tally, validator.score, validator.eth_earned);
  }
}

}  // namespace

PerformanceFile build_performance_file(const NetworkSnapshot& snapshot, const Ruleset& ruleset,
                                       const IntervalResult& result) {
  PerformanceFile out;
  out.header = interval_file_header(snapshot, ruleset, result);
  out.bonus_scalar = result.bonus_scalar;
  for (const PoolNode& node : result.pool_nodes) {
    if (node.eligible && node.smoothing_pool_eth > 0) {
      add_minipools(node, out);
      if (node.megapool) add_megapool(*node.megapool, out);
    }
    if (node.voter_share_eth > 0 && node.megapool &&
        !out.megapools.contains(node.megapool->megapool->address))
      out.megapools[node.megapool->megapool->address].voter_share = node.voter_share_eth;
  }
  return out;
}

}  // namespace apsis
