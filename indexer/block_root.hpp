// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "indexer/source/chain_probe.hpp"

namespace apsis {

/// What computes `hash_tree_root` of the blocks of a chain with that configuration; for sources,
/// which decode nothing themselves. Errors as parse_chain_config.
Expected<BlockRoot> make_block_root(const ChainSpec& spec);

}  // namespace apsis
