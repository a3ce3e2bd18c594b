// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "oracle/explain/explain_parts.hpp"
#include "oracle/interval/borrowed_eth.hpp"
#include "oracle/interval/effective_stake.hpp"
#include "oracle/interval/rpl_rewards.hpp"
#include "oracle/interval/wei_math.hpp"

namespace apsis {

namespace {

void add(std::vector<Term>& terms, const char* name, const int256& value, const char* formula) {
  terms.push_back({"node", name, value, formula});
}

void add(std::vector<Term>& terms, const char* name, const uint256& value, const char* formula) {
  add(terms, name, int256(value), formula);
}

uint256 explain_weight(const ExplainContext& context, const Node& node, std::vector<Term>& terms) {
  const WeightInputs inputs =
      weight_inputs(node, context.snapshot, context.ruleset, context.records);
  const WeightTerms steps = node_weight_terms(inputs);
  add(terms, "borrowed_by_minipools", minipool_borrowed(node, last_duty_epoch(context.snapshot)),
      "user deposits of staking minipools that do not exit within the interval");
  if (context.ruleset.megapools)
    add(terms, "borrowed_by_megapool", megapool_borrowed(node, context.records),
        "user capital less what is requested for validators in prestake");
  add(terms, "borrowed", inputs.borrowed, "borrowed_by_minipools + borrowed_by_megapool");
  add(terms, "rpl_stake", inputs.stake, "legacy stake, from ruleset 11 on with the megapool's");
  add(terms, "rpl_price", inputs.price, "snapshot");
  if (inputs.minimum_collateral > 0 && inputs.borrowed > 0)
    add(terms, "minimum_rpl",
        uint256(uint256(inputs.borrowed) * inputs.minimum_collateral / inputs.price),
        "borrowed * minimum collateral / rpl_price; below it the weight is 0");
  add(terms, "stake_eth", steps.stake_eth, "rpl_stake * rpl_price / 10^18");
  add(terms, "stake_percent", steps.stake_percent, "stake_eth * 100 * 10^18 / borrowed");
  if (steps.ln_argument > 0) {
    add(terms, "ln_argument", steps.ln_argument, "stake_percent - 13 %");
    add(terms, "ln", steps.ln, "natural logarithm of ln_argument in 60 squarings");
    add(terms, "unscaled_weight", steps.unscaled, "(13.6137 + 2 * ln) * borrowed / 10^18");
  } else {
    add(terms, "unscaled_weight", steps.unscaled, "100 * stake_eth, up to 15 %");
  }
  add(terms, "registered_seconds", uint256(inputs.registered_seconds),
      "snapshot's slot time - registration");
  add(terms, "weight", steps.weight,
      "unscaled_weight, times registered_seconds / interval if younger than an interval");
  return steps.weight;
}

uint256 explain_collateral(const ExplainContext& context, const Node& node,
                           std::vector<Term>& terms) {
  const uint256 weight = explain_weight(context, node, terms);
  const RplInputs& rpl = context.snapshot.rpl;
  const uint256 pot = rpl.pending_rewards * rpl.node_share / one_eth;
  const uint256& total = context.result.totals.node_weight;
  add(terms, "node_pot", pot, "pending RPL * nodes' share / 10^18");
  add(terms, "total_weight", total,
      "sum of all weights; 0: the nodes' pot goes to the protocol DAO");
  uint256 out;
  if (context.ruleset.effective_stake_phase_in) {
    const uint256 stake = effective_stake(node, context.snapshot);
    add(terms, "effective_stake", stake, "RPL between minimum collateral and 150 % of the bond");
    add(terms, "total_effective_stake", context.total_effective_stake, "sum over all nodes");
    if (total > 0)
      out = phased_in_reward(context.snapshot.interval.index, pot, weight, total, stake,
                             context.total_effective_stake);
    add(terms, "collateral_rpl", out,
        "node_pot by weight and by effective stake, in sixths of the phase-in");
    return out;
  }
  if (total > 0) out = pot * weight / total;
  add(terms, "collateral_rpl", out, "node_pot * weight / total_weight");
  return out;
}

uint256 explain_oracle_dao(const ExplainContext& context, const Node& node,
                           std::vector<Term>& terms) {
  if (!node.oracle_dao_join_time) return 0;
  const IntervalBounds& interval = context.snapshot.interval;
  const std::uint64_t seconds =
      std::min(interval.execution_end_time - *node.oracle_dao_join_time, interval.length_seconds);
  const RplInputs& rpl = context.snapshot.rpl;
  const uint256 pot = rpl.pending_rewards * rpl.oracle_dao_share / one_eth;
  add(terms, "oracle_dao_seconds", uint256(seconds), "time as a member, at most an interval");
  add(terms, "total_oracle_dao_seconds", uint256(context.total_oracle_dao_seconds),
      "sum over all members");
  add(terms, "oracle_dao_pot", pot, "pending RPL * oracle DAO's share / 10^18");
  const uint256 out = pot * seconds / context.total_oracle_dao_seconds;
  add(terms, "oracle_dao_rpl", out,
      "oracle_dao_pot * oracle_dao_seconds / total_oracle_dao_seconds");
  return out;
}

}  // namespace

ExplainContext::ExplainContext(const NetworkSnapshot& of_snapshot, const Ruleset& of_ruleset,
                               const IntervalResult& of_result)
    : snapshot(of_snapshot),
      ruleset(of_ruleset),
      result(of_result),
      records(snapshot, looks_up_by_pubkey_alone(snapshot.network, snapshot.interval.index)) {
  const IntervalBounds& interval = snapshot.interval;
  for (const Node& node : snapshot.nodes) {
    if (ruleset.effective_stake_phase_in) total_effective_stake += effective_stake(node, snapshot);
    if (node.oracle_dao_join_time)
      total_oracle_dao_seconds += std::min(interval.execution_end_time - *node.oracle_dao_join_time,
                                           interval.length_seconds);
  }
  for (const PoolNode& node : result.pool_nodes) total_vote_rpl += node.vote_rpl;
}

NodeAmounts explain_rpl(const ExplainContext& context, const Node& node, std::vector<Term>& terms) {
  NodeAmounts out;
  out.collateral_rpl = explain_collateral(context, node, terms);
  out.oracle_dao_rpl = explain_oracle_dao(context, node, terms);
  return out;
}

}  // namespace apsis
