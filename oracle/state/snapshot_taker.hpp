// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "core/pg/connection.hpp"
#include "oracle/chain/execution_nodes.hpp"
#include "oracle/state/beacon_source.hpp"
#include "oracle/state/capture_store.hpp"
#include "oracle/state/interval_bounds.hpp"
#include "oracle/state/snapshot_confirm.hpp"
#include "oracle/state/snapshot_store.hpp"

namespace apsis {

/// Where to take a snapshot: at a slot (its last execution block up to there), at a block, or, with
/// both, at the block, which must be the slot's. With neither, at the head.
struct TakeOrder {
  std::optional<std::uint64_t> slot{};
  std::optional<std::uint64_t> block{};
  bool again = false;  ///< even if one of this block is stored
};

/// How long a snapshot whose block was replaced is tried to be taken again.
inline constexpr std::uint64_t retake_seconds = 86'400;

/// What a taker works with; everything outlives it, and is used by one thread at a time.
struct TakerSources {
  ExecutionNodes& nodes;
  const Network& network;
  Connection& database;           ///< snapshots go here; may be the indexer's
  BeaconNodes* beacon = nullptr;  ///< asked for what the indexer's rows do not tell
};

/// What a taker has done, for metrics.
struct TakerCounts {
  std::uint64_t taken = 0;      ///< snapshots that were stored
  std::uint64_t known = 0;      ///< of these with facts of an earlier one
  std::uint64_t archived = 0;   ///< of these with answers of an archive node
  std::uint64_t confirmed = 0;  ///< whose block is final
  std::uint64_t reorged = 0;    ///< whose block was replaced
  std::uint64_t retaken = 0;    ///< of these that were taken again
  std::uint64_t failed = 0;     ///< nothing was stored
  SnapshotCost last{};          ///< of the last one
};

/// Takes network snapshots while their block is recent, stores them, and takes again those whose
/// block did not stay. A failure stores nothing.
class SnapshotTaker {
 public:
  explicit SnapshotTaker(const TakerSources& sources) : sources_(sources) {}

  /// Takes a snapshot and stores it; one of this block and for the wanted slot's epoch that is
  /// stored already, imported ones too, is the answer. Where no block came between two slots of
  /// different epochs, both have the same block, and their intervals end differently.
  /// `unavailable` if the slot has not come, if no node has the block's state, or if the block was
  /// replaced meanwhile; `mismatch` naming the question when two nodes answer differently, when a
  /// call fails, or when the values contradict each other; else errors of the beacon side and of
  /// the database.
  Expected<StoredSnapshot> take(const TakeOrder& order);

  /// Confirms the snapshots whose blocks are final by now, and takes those again whose block was
  /// replaced (from an archive node, where one is configured and the state is gone). What could not
  /// be taken again is tried for retake_seconds. Then the logs before those that stay move the
  /// beginnings of memberships back. Errors as take; what is confirmed stays so.
  Expected<SnapshotConfirmation> confirm();

  const TakerCounts& counts() const { return counts_; }

 private:
  /// A stored snapshot of the block whose interval ends with this slot; nothing if there is none.
  Expected<std::optional<StoredSnapshot>> stored_until(std::uint64_t last_slot,
                                                       const BlockHeader& block,
                                                       const ChainClock& clock);
  Expected<StoredSnapshot> take_new(const TakeOrder& order);
  Expected<StoredSnapshot> build(const SnapshotPlace& place, const HeaderSource& header);

  TakerSources sources_;
  std::map<Bytes32, std::uint64_t> last_slots_;  // by content, of those that were looked at
  TakerCounts counts_;
};

}  // namespace apsis
