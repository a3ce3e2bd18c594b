// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "core/error.hpp"

namespace apsis {

/// What `tree run` is asked for.
struct TreeRunCall {
  std::string ruleset;  ///< "v11" or "11"
  std::filesystem::path snapshot;
  std::string database;  ///< "embedded:DIR" or a URL
  bool once = false;     ///< bring the tree up to date and end
  std::chrono::seconds poll{12};
  std::string metrics = "off";  ///< ADDRESS:PORT to serve /metrics at, or off
};

/// Keeps the running tree of the snapshot's interval up to date in the database, until SIGTERM or
/// SIGINT; the snapshot file is read again when it changed. With `once` it ends after one step,
/// with the step's error if there is one. Gives the exit status.
Expected<int> run_tree_run(const TreeRunCall& call);

}  // namespace apsis
