// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "indexer/source/ssz_peek.hpp"
#include "tests/sim/recorded_chain.hpp"

namespace apsis {

/// A block as a node shows it at some moment.
struct ShownBlock {
  Slot slot{};
  std::string root{};
  std::string bytes{};
  BlockPeek peek{};
};

/// What moving the head meant.
struct HeadMove {
  std::vector<ShownBlock> imported{};    ///< blocks that were not known before, ascending
  std::optional<ShownBlock> head{};      ///< the new head; nothing when it stayed
  std::optional<ShownBlock> old_head{};  ///< set when the head before is no ancestor of the new one
  std::uint64_t depth = 0;               ///< slots from the shared ancestor to the higher head
};

/// The chain that a sparring node shows now: a recording up to the head, or a branch that leaves
/// it. Used from many threads.
class ShownChain {
 public:
  explicit ShownChain(RecordedChain recorded);

  /// The recorded chain up to `slot` is the one that counts.
  HeadMove show_recorded(Slot slot);
  /// The recorded chain up to `parent` and `blocks` behind it count; with none, the head goes back.
  HeadMove show_branch(Slot parent, std::vector<ShownBlock> blocks);
  /// The recorded block that lost at a slot and the recorded slot of its parent.
  std::optional<std::pair<Slot, ShownBlock>> recorded_orphan(Slot slot);

  /// The block that an id (head, finalized, justified, genesis, a slot, a root) means now. Blocks
  /// that were shown before keep being found by their roots.
  std::optional<ShownBlock> block(const std::string& id);
  /// The block of the greatest slot before `slot` on the shown chain.
  std::optional<ShownBlock> block_before(Slot slot);
  /// The slot up to which the chain goes.
  Slot head();
  /// The recorded state that an id means now, and its slot.
  std::optional<RawState> state(const std::string& id);
  /// The recording; its lists do not change.
  const RecordedChain& recorded() const { return recorded_; }

 private:
  HeadMove move(std::optional<Slot> parent, std::map<std::uint64_t, ShownBlock> branch, Slot head);
  std::optional<ShownBlock> block_now(const std::string& id);
  std::optional<ShownBlock> head_block();
  std::optional<ShownBlock> recorded_block(Slot slot);

  RecordedChain recorded_;
  std::mutex mutex_;  // of all below, and of reads of the recording's files
  Slot head_{};
  bool begun_ = false;                          // the head was moved by now
  Slot highest_{};                              // of the recorded slots shown so far
  std::optional<Slot> parent_;                  // the branch's, while one is shown
  std::map<std::uint64_t, ShownBlock> branch_;  // by slot
  std::map<std::string, ShownBlock> seen_;      // blocks of branches shown so far, by root
};

}  // namespace apsis
