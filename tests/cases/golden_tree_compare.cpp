// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/golden_tree_compare.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/hex.hpp"

namespace apsis {

namespace {

using nlohmann::json;

/// Collects what differs.
struct Comparison {
  std::vector<std::string> differences;

  void text(const std::string& place, const std::string& found, const json& expected) {
    const std::string wanted = expected.is_string() ? expected.get<std::string>() : expected.dump();
    if (found != wanted)
      differences.push_back(fmt::format("{} is {}, expected {}", place, found, wanted));
  }
  void amount(const std::string& place, const uint256& found, const json& expected) {
    text(place, to_decimal(found), expected);
  }
  void optional_amount(const std::string& place, const std::optional<uint256>& found,
                       const json& expected) {
    text(place, found ? to_decimal(*found) : "null", expected);
  }
};

void compare_totals(const json& expected, const RewardsTotals& totals, Comparison& out) {
  out.amount("totals.pdaoRpl", totals.protocol_dao_rpl, expected.at("pdaoRpl"));
  out.amount("totals.coll", totals.collateral_rpl, expected.at("coll"));
  out.amount("totals.odao", totals.oracle_dao_rpl, expected.at("odao"));
  out.amount("totals.sp", totals.smoothing_pool_eth, expected.at("sp"));
  out.amount("totals.staker", totals.pool_staker_eth, expected.at("staker"));
  out.amount("totals.nodeOp", totals.node_operator_eth, expected.at("nodeOp"));
  out.amount("totals.weight", totals.node_weight, expected.at("weight"));
  if (!expected.contains("voter")) return;
  out.amount("totals.voter", totals.voter_share_eth, expected.at("voter"));
  out.amount("totals.spVoter", totals.smoothing_pool_voter_share_eth, expected.at("spVoter"));
  out.amount("totals.pdaoEth", totals.pdao_share_eth, expected.at("pdaoEth"));
}

void compare_nodes(const json& expected, const NodeAmountsByAddress& nodes, Comparison& out) {
  if (expected.size() != nodes.size())
    out.text("number of nodes", std::to_string(nodes.size()), json(expected.size()));
  for (const auto& [address, amounts] : nodes) {
    const std::string name = to_hex(address);
    if (!expected.contains(name)) {
      out.differences.push_back("node " + name + " is not expected");
      continue;
    }
    const json& wanted = expected.at(name);
    out.amount(name + ".net", amounts.network, wanted.at("net"));
    out.amount(name + ".rpl", amounts.collateral_rpl, wanted.at("rpl"));
    out.amount(name + ".odao", amounts.oracle_dao_rpl, wanted.at("odao"));
    out.amount(name + ".sp", amounts.smoothing_pool_eth, wanted.at("sp"));
    if (wanted.contains("voter"))
      out.amount(name + ".voter", amounts.voter_share_eth, wanted.at("voter"));
  }
}

void compare_tally(const std::string& place, const json& wanted, const DutyTally& tally,
                   const uint256& score, const std::optional<uint256>& eth_earned,
                   Comparison& out) {
  out.amount(place + ".done", tally.successes, wanted.at("done"));
  out.amount(place + ".missed", tally.missed_slots.size(), wanted.at("missed"));
  out.amount(place + ".score", score, wanted.at("score"));
  out.optional_amount(place + ".ethEarned", eth_earned, wanted.at("ethEarned"));
}

/// `perf` lists, node by node, first the minipools and then the megapool's validators.
void compare_performance(const json& expected, const std::vector<PoolNode>& nodes,
                         Comparison& out) {
  std::size_t next = 0;
  const auto next_wanted = [&]() -> const json& {
    static const json none;
    return next < expected.size() ? expected.at(next++) : (++next, none);
  };
  for (const PoolNode& node : nodes) {
    for (const PoolMinipool& minipool : node.minipools) {
      const json& wanted = next_wanted();
      if (wanted.is_null()) continue;
      const std::string place = "perf " + to_hex(minipool.minipool->address);
      out.text(place + ".kind", "mini", wanted.at("kind"));
      if (wanted.contains("addr"))
        out.text(place + ".addr", to_hex(minipool.minipool->address), wanted.at("addr"));
      compare_tally(place, wanted, minipool.tally, minipool.score, minipool.eth_earned, out);
      out.optional_amount(place + ".bonus", minipool.bonus, wanted.at("bonus"));
      out.optional_amount(place + ".consensusIncome", minipool.consensus_income,
                          wanted.at("consensusIncome"));
      out.optional_amount(place + ".effectiveCommission", minipool.effective_commission,
                          wanted.at("effectiveCommission"));
      if (wanted.contains("active"))
        out.text(place + ".active", minipool.was_active ? "true" : "false", wanted.at("active"));
    }
    if (!node.megapool) continue;
    for (const PoolMegapoolValidator& validator : node.megapool->validators) {
      const std::string pubkey = to_hex_bare(validator.record->pubkey);
      // Up to interval 51 unused records are looked at too; later generators pass over them.
      const bool is_next = next < expected.size() && (!expected.at(next).contains("pubkey") ||
                                                      expected.at(next).at("pubkey") == pubkey);
      if (!is_next && !validator.tally.had_duties()) continue;
      const json& wanted = next_wanted();
      if (wanted.is_null()) continue;
      const std::string place = "perf " + pubkey;
      out.text(place + ".kind", "mega", wanted.at("kind"));
      if (wanted.contains("pubkey")) out.text(place, pubkey, wanted.at("pubkey"));
      compare_tally(place, wanted, validator.tally, validator.score, validator.eth_earned, out);
    }
  }
  if (next != expected.size())
    out.text("number of perf entries", std::to_string(next), json(expected.size()));
}

void compare_scores(const json& expected, const PoolScores& scores, Comparison& out) {
  out.amount("scores.total", scores.total, expected.at("total"));
  out.amount("scores.successful", scores.successes, expected.at("successful"));
  if (!expected.contains("voter")) return;
  out.text("scores.voter", scores.voter.str(), expected.at("voter"));
  out.text("scores.pdao", scores.protocol_dao.str(), expected.at("pdao"));
}

void compare_invalid_networks(const json& expected, const IntervalResult& result, Comparison& out) {
  json found = json::object();
  for (const auto& [address, network] : result.invalid_network_nodes)
    found[to_hex(address)] = network;
  if (found != expected) out.text("invalidNetworkNodes", found.dump(), expected);
}

}  // namespace

std::vector<std::string> golden_tree_differences(const json& expected, const IntervalResult& result,
                                                 const RewardsFile& file) {
  Comparison out;
  out.text("root", to_hex(file.merkle_root), expected.at("root"));
  compare_totals(expected.at("totals"), result.totals, out);
  compare_nodes(expected.at("nodes"), result.nodes, out);
  // Rulesets without bonuses have no scalar; some expectations state the whole for them.
  if (expected.contains("bonusScalar") && result.bonus_scalar)
    out.optional_amount("bonusScalar", result.bonus_scalar, expected.at("bonusScalar"));
  if (expected.contains("scores")) compare_scores(expected.at("scores"), result.scores, out);
  if (expected.contains("perf")) compare_performance(expected.at("perf"), result.pool_nodes, out);
  if (expected.contains("invalidNetworkNodes"))
    compare_invalid_networks(expected.at("invalidNetworkNodes"), result, out);
  return std::move(out.differences);
}

}  // namespace apsis
