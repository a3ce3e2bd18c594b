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
Expected<Network> network_of_eras(const std::string& network, const std::filesystem::path& folder);

}  // namespace apsis
