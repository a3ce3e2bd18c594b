// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "indexer/replay/replay.hpp"

namespace apsis {

/// Compares the replayed state with another `BeaconState` of its slot, field by field; a difference
/// is an error (mismatch) that names the fields with both roots.
template <class P>
Expected<void> compare_states(Replay<P>& run, const SszView& other);

}  // namespace apsis
