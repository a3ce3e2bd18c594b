// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "indexer/decode/chain_config.hpp"

namespace apsis {

/// Configuration under which the official cases of preset P were made (configs/*.yaml of the
/// consensus specs), with `fork` and all forks before it in force from epoch 0 and later ones
/// never. Fulu follows the newest text, without the eth1 bridge.
template <class P>
ChainConfig case_config(Fork fork);

/// The same for a chain that goes over to `post_fork` at `fork_epoch` from the fork before.
template <class P>
ChainConfig transition_config(Fork post_fork, std::uint64_t fork_epoch);

}  // namespace apsis
