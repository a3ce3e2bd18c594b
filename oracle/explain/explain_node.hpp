// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "oracle/interval/interval_rewards.hpp"

namespace apsis {

/// One step on the way to an amount.
struct Term {
  std::string subject;  ///< "node", "minipool 0x…", "validator 0x…"
  std::string name;     ///< "weight", "score_per_vote", …
  int256 value;         ///< wei, seconds, votes, or a share of 10^18
  std::string formula;  ///< what it comes from, in the names of other terms
};

/// How a node's amounts came about, in the order in which they are computed.
struct NodeExplanation {
  Bytes20 node{};
  NodeAmounts amounts;
  std::vector<Term> terms;
};

/// Explains one node of the snapshot. `usage` if it is not there; `mismatch` if the terms do not
/// lead to the amounts of `result`, which comes from the same snapshot and ruleset.
Expected<NodeExplanation> explain_node(const NetworkSnapshot& snapshot, const Ruleset& ruleset,
                                       const IntervalResult& result, const Bytes20& address);

/// The same of all nodes that are in the tree.
Expected<std::vector<NodeExplanation>> explain_nodes(const NetworkSnapshot& snapshot,
                                                     const Ruleset& ruleset,
                                                     const IntervalResult& result);

}  // namespace apsis
