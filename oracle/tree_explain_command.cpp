// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree_explain_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/hex.hpp"
#include "oracle/explain/explain_node.hpp"

namespace apsis {

namespace {

void print_text(const NodeExplanation& explanation) {
  std::string subject;
  for (const Term& term : explanation.terms) {
    if (term.subject != subject)
      fmt::print("{}{}\n", term.subject,
                 term.subject == "node" ? " " + to_hex(explanation.node) : "");
    subject = term.subject;
    fmt::print("  {:<32} {:>30}  {}\n", term.name, term.value.str(), term.formula);
  }
}

void print_json(const NodeExplanation& explanation) {
  using nlohmann::ordered_json;
  ordered_json terms = ordered_json::array();
  for (const Term& term : explanation.terms)
    terms.push_back({{"subject", term.subject},
                     {"term", term.name},
                     {"value", term.value.str()},
                     {"formula", term.formula}});
  const NodeAmounts& amounts = explanation.amounts;
  const ordered_json out = {{"node", to_hex(explanation.node)},
                            {"rewardNetwork", amounts.network},
                            {"collateralRpl", to_decimal(amounts.collateral_rpl)},
                            {"oracleDaoRpl", to_decimal(amounts.oracle_dao_rpl)},
                            {"smoothingPoolEth", to_decimal(amounts.smoothing_pool_eth)},
                            {"voterShareEth", to_decimal(amounts.voter_share_eth)},
                            {"terms", terms}};
  fmt::print("{}\n", out.dump(2));
}

}  // namespace

Expected<int> run_tree_explain(const TreeExplainCall& call) {
  const auto node = array_from_hex<20>(call.node);
  if (!node) return fail(ErrorKind::usage, "is not an address (20 bytes in hex)", "--node");
  const auto minipool = array_from_hex<20>(call.minipool);
  if (!minipool && !call.minipool.empty())
    return fail(ErrorKind::usage, "is not an address (20 bytes in hex)", "--minipool");
  const Expected<ComputedInterval> interval = compute_from(call.source, {});
  if (!interval) return std::unexpected(interval.error());
  Expected<NodeExplanation> explanation =
      explain_node(*interval->snapshot, *interval->ruleset, interval->result, *node);
  if (!explanation) return std::unexpected(explanation.error());
  if (minipool) {
    const std::string subject = "minipool " + to_hex(*minipool);
    std::erase_if(explanation->terms, [&](const Term& term) { return term.subject != subject; });
    if (explanation->terms.empty())
      return fail(ErrorKind::usage, "the node has no such minipool in the smoothing pool's count",
                  "--minipool");
  }
  call.json ? print_json(*explanation) : print_text(*explanation);
  return 0;
}

}  // namespace apsis
