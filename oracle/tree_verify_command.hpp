// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "oracle/root_source.hpp"

namespace apsis {

/// `tree verify FILE|DIR…`: a line a rewards or performance file, on standard output; rewards files
/// are compared with the root that `root` gives. Gives the exit status.
int run_tree_verify(const std::vector<std::filesystem::path>& places, const RootSource& root);

/// `tree proof FILE ADDRESS`: prints the claim as JSON. Gives the exit status.
int run_tree_proof(const std::filesystem::path& file, const std::string& address);

}  // namespace apsis
