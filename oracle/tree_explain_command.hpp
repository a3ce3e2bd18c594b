// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/error.hpp"
#include "oracle/interval_source.hpp"

namespace apsis {

/// What `tree explain` is asked for.
struct TreeExplainCall {
  IntervalSource source;
  std::string node;      ///< address
  std::string minipool;  ///< address; empty: the whole node
  bool json = false;
};

/// Prints how each amount of a node came about. Gives the exit status.
Expected<int> run_tree_explain(const TreeExplainCall& call);

}  // namespace apsis
