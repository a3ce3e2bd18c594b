// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "indexer/source/networks.hpp"

namespace apsis {

/// The network of a folder of era files, which carry no configuration: what `--network` says (a
/// built-in name, a config.yaml, or a spec.json as /eth/v1/config/spec answers it). When it says
/// nothing: spec.json or config.yaml of the folder, else the built-in network that the files are
/// named after. Fails with usage when none is found, with decode when a file cannot be read.
Expected<ChainNetwork> network_of_eras(const std::string& network,
                                       const std::filesystem::path& folder);

/// Writes a chain's configuration as spec.json beside the era files that are made of it, so that
/// they can be read without `--network`. A file of that name stays as it is. Fails with
/// unavailable.
Expected<void> write_spec_file(const ChainSpec& spec, const std::filesystem::path& folder);

}  // namespace apsis
