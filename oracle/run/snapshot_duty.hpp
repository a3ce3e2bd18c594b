// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "oracle/duties/due_snapshots.hpp"
#include "oracle/run/duty.hpp"
#include "oracle/state/snapshot_taker.hpp"

namespace apsis {

/// Slots after which a snapshot that could not be taken is tried again.
inline constexpr std::uint64_t snapshot_retry_slots = 4;

/// The duty that the others stand on: takes the snapshot of each target while its block is the
/// chain's head or near it, looks at each new head whether the slot's block is still that one, and
/// takes it again if not; confirms it once it is final. Used by one thread.
class SnapshotDuty {
 public:
  /// `beacon` are the nodes that tell validators where the database does not; may be empty.
  explicit SnapshotDuty(std::vector<NodeAddress> beacon) : addresses_(std::move(beacon)) {}

  /// One step. A snapshot that cannot be taken now is a report (`waiting_input`) and tried again;
  /// two nodes that differ are an error.
  Expected<DutyReport> step(const DutyTools& tools, const Moment& moment);
  /// What was taken so far, for metrics.
  TakerCounts counts() const { return taker_ ? taker_->counts() : TakerCounts{}; }

 private:
  void start(const DutyTools& tools);
  Expected<std::set<std::uint64_t>> due_slots(const DutyTools& tools, const Moment& moment);
  Expected<void> take(std::uint64_t slot, const Moment& moment, DutyReport& report);
  Expected<void> confirm(const Moment& moment, DutyReport& report);

  std::vector<NodeAddress> addresses_;
  std::unique_ptr<BeaconNodes> beacon_;
  std::unique_ptr<SnapshotTaker> taker_;
  TargetMemory memory_;
  std::set<std::uint64_t> settled_;  ///< wanted slots whose snapshot was looked at once final
  std::optional<std::uint64_t> retry_slot_;  ///< nothing is tried before
  std::optional<std::uint64_t> confirmed_epoch_;
};

}  // namespace apsis
