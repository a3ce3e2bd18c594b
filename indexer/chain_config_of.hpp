// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "indexer/decode/chain_config.hpp"
#include "indexer/source/chain_spec.hpp"

namespace apsis {

/// What the replay takes from a chain's names and values; errors as `parse_chain_config`.
Expected<ChainConfig> chain_config_of(const ChainSpec& spec);

/// Whether two specs describe the same chain, as far as the replay depends on them: "ours" from
/// `--network`, "theirs" from a node or a recording called `their_name`. The first name whose
/// values differ is an error (mismatch) that says both.
Expected<void> check_same_chain(const ChainSpec& ours, const ChainSpec& theirs,
                                const std::string& their_name);

}  // namespace apsis
