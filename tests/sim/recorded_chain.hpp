// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "indexer/source/recording.hpp"

namespace apsis {

/// A recording as a node sees it whose head stands at some slot: later blocks do not exist yet.
class RecordedChain {
 public:
  explicit RecordedChain(Recording recording);

  /// The slot of the newest block up to `slot`; nothing before the first.
  std::optional<Slot> block_at_or_before(Slot slot) const;
  /// The slot that a block id ("head", "finalized", "justified", "genesis", a slot, a root) means
  /// for a head at `head`; nothing for an unknown id, a later slot or an empty one.
  std::optional<Slot> block_slot(std::string_view id, Slot head) const;
  /// The slot of the recorded state that a state id means. For head, finalized and justified that
  /// is the newest recorded state that is old enough.
  std::optional<Slot> state_slot(std::string_view id, Slot head) const;
  /// Root of the block of a slot as text; empty when the recording does not tell.
  std::string root_of(Slot slot) const;
  /// Root of the block that lost at a slot and whose bytes were kept, by manifest.json; empty when
  /// there is none.
  std::string orphan_root_of(Slot slot) const;
  /// First slot of an epoch.
  Slot first_slot(Epoch epoch) const;
  /// The recorded bytes.
  Expected<std::optional<RawBlock>> block(Slot slot) { return recording_.block_at(slot); }
  /// The recorded bytes.
  Expected<std::optional<Bytes>> state(Slot slot) { return recording_.recorded_state(slot); }
  /// The recorded bytes of the blocks that lost at a slot.
  Expected<std::vector<RawBlock>> orphans(Slot slot) {
    return recording_.orphans_between(slot, slot);
  }
  /// What lies beneath.
  const Recording& recording() const { return recording_; }
  /// The last slot of the recording.
  Slot last_slot() const { return last_slot_; }

 private:
  Recording recording_;
  Slot last_slot_{};
  std::map<std::uint64_t, std::string> orphan_roots_;
};

}  // namespace apsis
