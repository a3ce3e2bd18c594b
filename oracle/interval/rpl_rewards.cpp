// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/interval/rpl_rewards.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "oracle/interval/borrowed_eth.hpp"
#include "oracle/interval/effective_stake.hpp"
#include "oracle/interval/node_weight.hpp"
#include "oracle/interval/wei_math.hpp"

namespace apsis {

namespace {

/// What the RPL is split by.
struct Weights {
  std::vector<uint256> weight;  ///< by node
  std::vector<uint256> stake;   ///< effective stake by node; ruleset 8 alone
  uint256 total_weight = 0;
  uint256 total_stake = 0;
};

Weights weights_of(const NetworkSnapshot& snapshot, const Ruleset& ruleset,
                   const MegapoolRecords& records) {
  Weights out;
  for (const Node& node : snapshot.nodes) {
    out.weight.push_back(node_weight(weight_inputs(node, snapshot, ruleset, records)));
    out.total_weight += out.weight.back();
    if (!ruleset.effective_stake_phase_in) continue;
    out.stake.push_back(effective_stake(node, snapshot));
    out.total_stake += out.stake.back();
  }
  return out;
}

Expected<void> check_rounding(const uint256& found, const uint256& expected, const uint256& limit,
                              std::string_view what) {
  const uint256 off = found > expected ? found - expected : expected - found;
  if (off <= limit) return {};
  return fail(ErrorKind::invalid,
              fmt::format("{} add up to {} wei instead of {}: more than {} wei off, where the "
                          "official generator stops",
                          what, to_decimal(found), to_decimal(expected), to_decimal(limit)),
              "", "no tree can be agreed on; look at the snapshot");
}

/// The nodes' collateral rewards; returns whether anybody was eligible.
Expected<bool> pay_nodes(const NetworkSnapshot& snapshot, const Ruleset& ruleset,
                         const Weights& weights, RewardLedger& ledger, RewardsTotals& totals) {
  const uint256 pot = snapshot.rpl.pending_rewards * snapshot.rpl.node_share / one_eth;
  if (weights.total_weight == 0) return false;
  if (ruleset.effective_stake_phase_in && weights.total_stake == 0) return false;
  totals.node_weight = weights.total_weight;
  for (std::size_t i = 0; i < snapshot.nodes.size(); ++i) {
    uint256 amount = pot * weights.weight[i] / weights.total_weight;
    if (ruleset.effective_stake_phase_in)
      amount = phased_in_reward(snapshot.interval.index, pot, weights.weight[i],
                                weights.total_weight, weights.stake[i], weights.total_stake);
    if (amount == 0) continue;
    ledger.add_collateral(snapshot.nodes[i], amount, ruleset.effective_stake_phase_in);
    totals.collateral_rpl += amount;
  }
  const auto rounded = check_rounding(totals.collateral_rpl, pot, rounding_limit(snapshot, ruleset),
                                      "collateral rewards");
  if (!rounded) return std::unexpected(rounded.error());
  return true;
}

Expected<void> pay_oracle_dao(const NetworkSnapshot& snapshot, const Ruleset& ruleset,
                              RewardLedger& ledger, RewardsTotals& totals) {
  const uint256 pot = snapshot.rpl.pending_rewards * snapshot.rpl.oracle_dao_share / one_eth;
  std::vector<std::pair<const Node*, std::uint64_t>> members;
  std::uint64_t total_seconds = 0;
  for (const Node& node : snapshot.nodes) {
    if (!node.oracle_dao_join_time) continue;
    const std::uint64_t member_seconds =
        snapshot.interval.execution_end_time - *node.oracle_dao_join_time;
    const std::uint64_t counted = std::min(member_seconds, snapshot.interval.length_seconds);
    members.emplace_back(&node, counted);
    total_seconds += counted;
  }
  if (!members.empty() && total_seconds == 0)
    return fail(ErrorKind::invalid,
                "no oracle DAO member has been one for any time: their share cannot be split");
  for (const auto& [node, seconds] : members) {
    const uint256 amount = pot * seconds / total_seconds;
    ledger.add_oracle_dao(*node, amount);
    totals.oracle_dao_rpl += amount;
  }
  return check_rounding(totals.oracle_dao_rpl, pot, rounding_limit(snapshot, ruleset),
                        "oracle DAO rewards");
}

}  // namespace

WeightInputs weight_inputs(const Node& node, const NetworkSnapshot& snapshot,
                           const Ruleset& ruleset, const MegapoolRecords& records) {
  WeightInputs inputs;
  inputs.borrowed = int256(minipool_borrowed(node, last_duty_epoch(snapshot)));
  inputs.stake = node.legacy_rpl;
  if (ruleset.megapools) {
    inputs.borrowed += megapool_borrowed(node, records);
    inputs.stake += node.megapool_rpl;
  }
  inputs.price = snapshot.rpl.price;
  if (ruleset.minimum_collateral)
    inputs.minimum_collateral = snapshot.rpl.minimum_collateral.value_or(0);
  inputs.registered_seconds =
      snapshot.clock.time_of(snapshot.interval.consensus_end_slot) - node.registration_time;
  inputs.interval_seconds = snapshot.interval.length_seconds;
  return inputs;
}

uint256 rounding_limit(const NetworkSnapshot& snapshot, const Ruleset& ruleset) {
  std::size_t minipools = 0;
  for (const Node& node : snapshot.nodes) minipools += node.minipools.size();
  const std::size_t nodes = snapshot.nodes.size();
  if (nodes > minipools) return nodes;
  return ruleset.megapools ? 2 * minipools : minipools;
}

Expected<void> distribute_rpl(const NetworkSnapshot& snapshot, const Ruleset& ruleset,
                              const MegapoolRecords& records, RewardLedger& ledger,
                              RewardsTotals& totals) {
  const RplInputs& rpl = snapshot.rpl;
  if (rpl.pending_rewards == 0)
    return fail(ErrorKind::invalid, "there are no pending RPL rewards: no tree is made",
                "/rpl/pending_rewards");
  const Weights weights = weights_of(snapshot, ruleset, records);
  const Expected<bool> nodes_paid = pay_nodes(snapshot, ruleset, weights, ledger, totals);
  if (!nodes_paid) return std::unexpected(nodes_paid.error());
  if (auto ok = pay_oracle_dao(snapshot, ruleset, ledger, totals); !ok) return ok;

  const uint256 node_pot = rpl.pending_rewards * rpl.node_share / one_eth;
  const uint256 protocol_dao_pot = rpl.pending_rewards * rpl.protocol_dao_share / one_eth;
  uint256 given = totals.collateral_rpl + totals.oracle_dao_rpl;
  uint256 available = rpl.pending_rewards;
  if (!*nodes_paid) {
    // Nobody eligible: the nodes' part goes to the protocol DAO. Up to ruleset 10 the oracle DAO's
    // part is taken off it once more.
    available = protocol_dao_pot + node_pot;
    given = ruleset.megapools ? uint256(0) : totals.oracle_dao_rpl;
  }
  if (given > available)
    return fail(ErrorKind::invalid, "more RPL is given away than there is", "/rpl");
  totals.protocol_dao_rpl = available - given;
  return {};
}

}  // namespace apsis
