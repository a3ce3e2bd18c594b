// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "indexer/decode/chain_config.hpp"
#include "tests/cases/consensus/consensus_case.hpp"

namespace apsis {

/// Configuration under which the official cases of preset P were made (configs/*.yaml of the
/// consensus specs), with `fork` and all forks before it in force from epoch 0 and later ones
/// never. Fulu follows the newest text, without the eth1 bridge.
template <class P>
ChainConfig case_config(Fork fork);

/// The same for one case: those whose suite is `kept_bridge` were made by Fulu's text before June
/// 2026, which still had the eth1 bridge.
template <class P>
ChainConfig case_config(const ConsensusCase& what, Fork fork) {
  ChainConfig config = case_config<P>(fork);
  if (what.suite == "kept_bridge") config.fulu_drops_eth1_bridge = false;
  return config;
}

/// The same for a chain that goes over to `post_fork` at `fork_epoch` from the fork before.
template <class P>
ChainConfig transition_config(Fork post_fork, std::uint64_t fork_epoch);

}  // namespace apsis
