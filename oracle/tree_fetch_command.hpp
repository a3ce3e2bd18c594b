// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/error.hpp"
#include "oracle/root_source.hpp"

namespace apsis {

/// What `tree fetch` is asked for.
struct TreeFetchCall {
  std::string network;
  std::uint64_t index = 0;
  std::string mirrors;  ///< URL templates, parted by ';'
  std::filesystem::path out;
  RootSource root;
};

/// Takes an interval's published rewards file from the first mirror that gives one with the right
/// root, and writes it under its published name. Nothing is written before the file verifies and
/// its root is the one asked for. Gives the exit status.
Expected<int> run_tree_fetch(const TreeFetchCall& call);

}  // namespace apsis
