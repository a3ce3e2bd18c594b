// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "core/error.hpp"
#include "oracle/interval_source.hpp"

namespace apsis {

/// What `tree build` is asked for.
struct TreeBuildCall {
  IntervalSource source;
  std::filesystem::path out;
  bool compressed = false;      ///< write `.zst` copies too
  std::string metrics = "off";  ///< ADDRESS:PORT to serve /metrics at while it works, or off
};

/// Computes the interval, writes its rewards file (JSON, from ruleset 9 on SSZ too) and its
/// performance file, and prints root, totals and content ids.
/// Duties that came from a database: root, amounts and their terms are stored there as well.
/// Nothing is written unless all of it could be computed. Gives the exit status.
Expected<int> run_tree_build(const TreeBuildCall& call);

}  // namespace apsis
