// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "core/error.hpp"

namespace apsis {

/// What `tree diff` is asked for. Performance files are taken from beside the rewards files.
struct TreeDiffCall {
  std::filesystem::path a, b;
  std::filesystem::path snapshot_a, snapshot_b;  ///< empty: the inputs are not compared
  bool json = false;
};

/// Prints what differs between two trees. Gives the exit status: 0 nothing, 1 something.
Expected<int> run_tree_diff(const TreeDiffCall& call);

}  // namespace apsis
