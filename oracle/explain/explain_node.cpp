// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/explain/explain_node.hpp"

#include <algorithm>

#include "core/hex.hpp"
#include "oracle/explain/explain_parts.hpp"

namespace apsis {

namespace {

Expected<NodeExplanation> explain(const ExplainContext& context, std::size_t place) {
  const Node& node = context.snapshot.nodes[place];
  NodeExplanation out{node.address, {}, {}};
  const NodeAmounts rpl = explain_rpl(context, node, out.terms);
  NodeAmounts eth;
  if (context.result.pool_distributed)
    eth = explain_pool(context, context.result.pool_nodes[place], out.terms);
  const auto entry = context.result.nodes.find(node.address);
  if (entry != context.result.nodes.end()) out.amounts = entry->second;
  const NodeAmounts& paid = out.amounts;
  if (paid.collateral_rpl == rpl.collateral_rpl && paid.oracle_dao_rpl == rpl.oracle_dao_rpl &&
      paid.smoothing_pool_eth == eth.smoothing_pool_eth &&
      paid.voter_share_eth == eth.voter_share_eth)
    return out;
  return fail(ErrorKind::mismatch, "the terms do not lead to the tree's amounts",
              to_hex(node.address), "snapshot, ruleset and result must belong together");
}

}  // namespace

Expected<NodeExplanation> explain_node(const NetworkSnapshot& snapshot, const Ruleset& ruleset,
                                       const IntervalResult& result, const Bytes20& address) {
  const auto found = std::ranges::find(snapshot.nodes, address, &Node::address);
  if (found == snapshot.nodes.end())
    return fail(ErrorKind::usage, "the snapshot has no such node", to_hex(address),
                "give the node's address, not that of a minipool or megapool");
  return explain(ExplainContext(snapshot, ruleset, result),
                 static_cast<std::size_t>(found - snapshot.nodes.begin()));
}

Expected<std::vector<NodeExplanation>> explain_nodes(const NetworkSnapshot& snapshot,
                                                     const Ruleset& ruleset,
                                                     const IntervalResult& result) {
  const ExplainContext context(snapshot, ruleset, result);
  std::vector<NodeExplanation> out;
  for (std::size_t place = 0; place < snapshot.nodes.size(); ++place) {
    Expected<NodeExplanation> one = explain(context, place);
    if (!one) return std::unexpected(one.error());
    if (result.nodes.contains(one->node)) out.push_back(std::move(*one));
  }
  return out;
}

}  // namespace apsis
