// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "indexer/replay/replay.hpp"

namespace apsis {

/// Upgrades the state to the fork that starts at its slot, if one does (`upgrade_to_*` in the
/// specs' fork.md); several forks of one epoch follow each other.
template <class P>
Expected<void> upgrade_if_due(Replay<P>& run);

/// Upgrades the state to the fork after its own.
template <class P>
Expected<void> upgrade_to_next_fork(Replay<P>& run);

}  // namespace apsis
