// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oracle/state/block_search.hpp"
#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// Where and when a snapshot is taken.
struct SnapshotPlace {
  std::uint64_t wanted_slot = 0;     ///< the slot that was asked for
  BlockHeader block{};               ///< its last execution block up to that slot
  BlockHeader head{};                ///< of the chain
  std::uint64_t interval_start = 0;  ///< when the contract says that the interval began
};

/// Slot of a block, by its time.
std::uint64_t slot_of(const BlockHeader& block, const ChainClock& clock);

/// Last slot of an interval that ends with the epoch of a slot.
std::uint64_t last_slot_of(std::uint64_t wanted_slot, const ChainClock& clock);

/// Enters the bounds of the interval that is running at the place: it begins with the epoch after
/// the one that ended the interval before, and ends with the epoch of the wanted slot. `index`,
/// `length_seconds` and the snapshot's clock are there already. Errors of the header source;
/// `mismatch` for an interval without a length.
Expected<void> place_interval(const SnapshotPlace& place, const HeaderSource& header,
                              NetworkSnapshot& snapshot);

}  // namespace apsis
