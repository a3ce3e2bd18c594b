// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "indexer/replay/replay.hpp"

namespace apsis {

/// Writes the proposal of the block that was just applied.
template <class P>
void note_block(Replay<P>& run);

/// Called at the end of each slot: a slot without a block is a missed proposal. An error if
/// the state implies no proposer.
template <class P>
Expected<void> note_empty_slot(Replay<P>& run);

/// The epoch has changed: closes the ledger of the old one and opens the new one's.
template <class P>
void turn_ledger(Replay<P>& run);

}  // namespace apsis
