// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "core/error.hpp"
#include "oracle/tree/rewards_file.hpp"

namespace apsis {

/// Where the root that a file must have is taken from.
struct RootSource {
  std::string root;       ///< "0x…", or empty
  std::string execution;  ///< URL of an execution node, or empty
  std::string storage;    ///< RocketStorage's address; empty: that of the file's network

  bool given() const { return !root.empty() || !execution.empty(); }
};

/// Whether root, URL and address are what they should be: `usage` if not, or if both are given.
Expected<void> check_root_source(const RootSource& source);

/// Compares a file's root with the one that `source` gives: `mismatch` if it is another one or the
/// chain has none for its interval; `unavailable` if the node cannot be asked.
Expected<void> check_root(const RootSource& source, const RewardsFile& file);

}  // namespace apsis
