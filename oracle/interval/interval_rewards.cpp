// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/interval/interval_rewards.hpp"

#include <algorithm>

#include "oracle/interval/pool_distribution.hpp"
#include "oracle/interval/rpl_rewards.hpp"

namespace apsis {

namespace {

std::unexpected<Error> missing(const Ruleset& ruleset, const char* path) {
  return fail(ErrorKind::decode,
              "missing field: ruleset v" + std::to_string(ruleset.number) + " needs it", path);
}

/// Whether anything is divided by the RPL price: minimum collateral and voters' RPL are.
bool needs_price(const NetworkSnapshot& snapshot, const Ruleset& ruleset) {
  if (ruleset.minimum_collateral) return true;
  return std::ranges::any_of(snapshot.nodes, [](const Node& node) {
    return node.megapool_rpl > 0 && node.megapool && !node.megapool->validators.empty();
  });
}

Expected<void> check_inputs(const NetworkSnapshot& snapshot, const Ruleset& ruleset) {
  if (ruleset.megapools && !snapshot.pending_voter_share)
    return missing(ruleset, "/pending_voter_share");
  if (ruleset.megapools && !snapshot.megapool_shares) return missing(ruleset, "/megapool_shares");
  if (ruleset.minimum_collateral && !snapshot.rpl.minimum_collateral)
    return missing(ruleset, "/rpl/minimum_collateral");
  if (ruleset.contract_times &&
      (!snapshot.interval.contract_start_time || !snapshot.interval.contract_end_time))
    return missing(ruleset, "/interval/contract_start_time and contract_end_time");
  if (snapshot.rpl.price == 0 && needs_price(snapshot, ruleset))
    return fail(ErrorKind::decode, "is 0", "/rpl/price");
  return {};
}

void enter_pool_rewards(const std::vector<PoolNode>& nodes, RewardLedger& ledger) {
  for (const PoolNode& node : nodes) {
    if (node.voter_share_eth > 0) ledger.add_voter_share(*node.node, node.voter_share_eth);
    if (node.eligible && node.smoothing_pool_eth > 0)
      ledger.add_smoothing_pool(*node.node, node.smoothing_pool_eth);
  }
}

}  // namespace

Expected<DutyScorer> begin_interval(const NetworkSnapshot& snapshot, const Ruleset& ruleset) {
  if (auto ok = check_inputs(snapshot, ruleset); !ok) return std::unexpected(ok.error());
  return DutyScorer(snapshot, ruleset);
}

Expected<IntervalResult> compute_interval(const NetworkSnapshot& snapshot, const Ruleset& ruleset,
                                          DutyScorer scorer) {
  IntervalResult out;
  RewardLedger ledger(snapshot);
  if (auto ok = distribute_rpl(snapshot, ruleset, scorer.records(), ledger, out.totals); !ok)
    return std::unexpected(ok.error());
  out.has_bounds = snapshot.interval.index > 0;
  out.pool_distributed = out.has_bounds && snapshot.smoothing_pool_balance > 0;
  if (out.pool_distributed) {
    out.scores = scorer.finish();
    const Expected<uint256> scalar =
        distribute_pool(snapshot, ruleset, out.scores, rounding_limit(snapshot, ruleset),
                        scorer.nodes(), out.totals);
    if (!scalar) return std::unexpected(scalar.error());
    if (ruleset.commission_boost) out.bonus_scalar = *scalar;
    enter_pool_rewards(scorer.nodes(), ledger);
    out.pool_nodes = std::move(scorer.nodes());
  }
  out.nodes = ledger.nodes();
  out.networks = ledger.networks();
  out.invalid_network_nodes = ledger.invalid_network_nodes();
  return out;
}

}  // namespace apsis
