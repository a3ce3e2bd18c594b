// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "core/bytes.hpp"
#include "indexer/source/block_tree.hpp"

namespace apsis {

/// What was handed out of the slots that are not final: a block's root, or that a slot was empty.
class HandedPath {
 public:
  /// A slot was handed out.
  void note(std::uint64_t slot, const std::optional<Bytes32>& root) { slots_[slot] = root; }
  /// The last slot of which `branch`, whose head is at `head_slot`, says the same as was handed
  /// out, and of all slots before it; nothing when it says the same of all.
  std::optional<std::uint64_t> common_slot(const Branch& branch, std::uint64_t head_slot) const;
  /// The slot of the first block that was handed out.
  std::optional<std::uint64_t> first_block() const;
  /// Forgets the slots after `slot`: they will be asked for again.
  void rewind_to(std::uint64_t slot) { slots_.erase(slots_.upper_bound(slot), slots_.end()); }
  /// Forgets the slots up to `slot`: they are final.
  void settle(std::uint64_t slot) { slots_.erase(slots_.begin(), slots_.upper_bound(slot)); }
  /// The last slot that was handed out; only when not empty.
  std::uint64_t last() const { return slots_.rbegin()->first; }
  /// Slots and what was handed out, ascending.
  const std::map<std::uint64_t, std::optional<Bytes32>>& slots() const { return slots_; }

 private:
  std::map<std::uint64_t, std::optional<Bytes32>> slots_;
};

}  // namespace apsis
