// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/units.hpp"
#include "indexer/source/chain_spec.hpp"

namespace apsis {

/// An SSZ SignedBeaconBlock, not decoded.
struct RawBlock {
  Slot slot{};  ///< the slot that it was asked for
  Bytes bytes{};
  std::string fork_name{};  ///< "deneb": as the source says, else by the spec; empty: unknown
};

/// An SSZ BeaconState, not decoded.
struct RawState {
  std::optional<Slot> slot{};  ///< read from the state's own bytes
  Bytes bytes{};
  std::string fork_name{};  ///< as in RawBlock
};

/// Which state a replay starts from.
struct StartPoint {
  enum class Kind {
    genesis,    ///< the state of slot 0
    earliest,   ///< genesis, or the first state that the source has
    finalized,  ///< the newest state that is final and that the source has
    slot,       ///< the state at `slot`, that slot's block applied
  };
  Kind kind = Kind::genesis;
  Slot slot{};  ///< for Kind::slot
};

/// Where blocks and states come from, as bytes. Used by one thread.
class BlockSource {
 public:
  virtual ~BlockSource() = default;

  /// The chain's configuration, read once when the source was opened.
  virtual const ChainSpec& chain_spec() const = 0;
  /// What identifies the chain.
  virtual const Genesis& genesis() const = 0;
  /// A state to start from; the first block to apply is one of a later slot.
  virtual Expected<RawState> start_state(StartPoint from) = 0;
  /// The canonical block of a slot, nothing for an empty slot. A source may not know the difference
  /// between an empty slot and a lost block: the next block's parent root tells.
  virtual Expected<std::optional<RawBlock>> block_at(Slot slot) = 0;
  /// Blocks that lost, slots first to last (both included), as far as the source kept any.
  virtual Expected<std::vector<RawBlock>> orphans_between(Slot first, Slot last) = 0;
  /// The last slot to replay: the end of a recording, the first slot of a node's finalized epoch;
  /// nothing if the source does not know.
  virtual Expected<std::optional<Slot>> last_slot() = 0;
  /// A state that the source keeps to compare with: that slot's block applied, or not yet if its
  /// latest header says so.
  virtual Expected<std::optional<Bytes>> recorded_state(Slot slot) = 0;
  /// What was given for the slots first to last (both included) was refused, or stood before a
  /// block that was: what the source keeps of it may be as wrong, and is not given again.
  virtual void doubt(Slot first, Slot last);
  /// The root of a slot's state, where the source keeps that alone.
  virtual Expected<std::optional<Bytes32>> recorded_state_root(Slot slot);
};

inline void BlockSource::doubt(Slot, Slot) {}

inline Expected<std::optional<Bytes32>> BlockSource::recorded_state_root(Slot) {
  return std::nullopt;
}

}  // namespace apsis
