// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "indexer/source/chain_spec.hpp"

namespace apsis {

/// A chain by name: its configuration, and what identifies it where that is known.
struct ChainNetwork {
  std::string name;
  ChainSpec spec;
  std::optional<Genesis> genesis;  ///< nothing for a network from a file
};

/// Names that `built_in_network` takes, in the order in which help texts list them.
const std::vector<std::string>& built_in_network_names();

/// The network of that name: mainnet, sepolia, hoodi or gnosis. Its spec holds what the replay
/// depends on (`parse_chain_config` takes it) and the deposit contract; the facts are those that
/// the networks' own repositories and their clients publish. Another name is an error (usage).
Expected<ChainNetwork> built_in_network(std::string_view name);

/// What `--network NAME|FILE` says: a built-in name, else a config.yaml of that path. A file that
/// is missing or no configuration is an error (usage, decode) that lists the names.
///
///     const auto network = find_network(option);          // ChainNetwork: spec, genesis
///     const auto config = chain_config_of(network->spec);  // indexer/chain_config_of.hpp
Expected<ChainNetwork> find_network(const std::string& name_or_file);

}  // namespace apsis
