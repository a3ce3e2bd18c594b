// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/duties/rewards_timing.hpp"

namespace apsis {

namespace {

/// A chain without any payload for this long (four weeks) has other problems.
constexpr std::uint64_t max_search_slots = 201'600;

}  // namespace

Expected<std::optional<RewardsSnapshotPoint>> rewards_snapshot_point(
    const RewardsTimingInputs& inputs, const ExecutionBlockOf& execution_block_of) {
  if (inputs.interval_seconds == 0)
    return fail(ErrorKind::invalid, "the claim interval is 0 seconds", "rewards");
  const ChainClock& clock = inputs.clock;
  const std::uint64_t start =
      inputs.interval_start == 0 ? inputs.inflation_start : inputs.interval_start;
  const std::uint64_t now = clock.time_of(inputs.head_slot);
  RewardsSnapshotPoint out{.index = inputs.index};
  out.intervals_passed = now < start ? 0 : (now - start) / inputs.interval_seconds;
  if (out.intervals_passed == 0) return std::nullopt;
  out.end_time = start + out.intervals_passed * inputs.interval_seconds;
  if (out.end_time < clock.genesis_time)
    return fail(ErrorKind::invalid, "the interval ends before genesis", "rewards");
  const std::uint64_t first_slot_after =
      (out.end_time - clock.genesis_time + clock.seconds_per_slot - 1) / clock.seconds_per_slot;
  const std::uint64_t epoch = first_slot_after / clock.slots_per_epoch;
  out.target_slot = epoch * clock.slots_per_epoch + clock.slots_per_epoch - 1;
  // Votes for the last epoch may come an epoch later.
  if (inputs.finalized_epoch < epoch + 1)
    return fail(ErrorKind::unavailable,
                "epoch " + std::to_string(epoch + 1) + " is not final yet (final is " +
                    std::to_string(inputs.finalized_epoch) + ")",
                "rewards", "wait for finality");
  const Expected<SlotBlock> block =
      last_block_at(out.target_slot, max_search_slots, execution_block_of);
  if (!block) return std::unexpected(block.error());
  out.consensus_block = block->slot;
  out.execution_block = block->execution_block;
  return out;
}

}  // namespace apsis
