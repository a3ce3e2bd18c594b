// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "oracle/duties/slot_blocks.hpp"
#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// What decides when a rewards interval is over.
struct RewardsTimingInputs {
  ChainClock clock;
  std::uint64_t index = 0;
  std::uint64_t interval_start = 0;    ///< getClaimIntervalTimeStart; 0 in the first interval
  std::uint64_t inflation_start = 0;   ///< stands for it then
  std::uint64_t interval_seconds = 0;  ///< getClaimIntervalTime
  std::uint64_t head_slot = 0;
  std::uint64_t finalized_epoch = 0;
};

/// The snapshot that an interval's rewards are computed at.
struct RewardsSnapshotPoint {
  std::uint64_t index = 0;
  std::uint64_t intervals_passed = 0;
  std::uint64_t end_time = 0;
  std::uint64_t target_slot = 0;      ///< the last of its epoch
  std::uint64_t consensus_block = 0;  ///< the last slot up to it that has an execution block
  std::uint64_t execution_block = 0;
};

/// The snapshot of the interval that is over; nothing while none is. Intervals that were missed are
/// one. `unavailable` until the epoch after the target's is final, `invalid` for an interval of 0.
Expected<std::optional<RewardsSnapshotPoint>> rewards_snapshot_point(
    const RewardsTimingInputs& inputs, const ExecutionBlockOf& execution_block_of);

}  // namespace apsis
