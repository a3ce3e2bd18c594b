// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/interval_bounds.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace apsis {

namespace {

/// The interval before ended with the last slot of the epoch that its end time fell into.
std::uint64_t first_slot_of(const SnapshotPlace& place, const ChainClock& clock,
                            std::uint64_t snapshot_slot) {
  const std::uint64_t start = std::max(place.interval_start, clock.genesis_time);
  const std::uint64_t start_slot =
      (start - clock.genesis_time + clock.seconds_per_slot - 1) / clock.seconds_per_slot;
  const std::uint64_t first = (start_slot / clock.slots_per_epoch + 1) * clock.slots_per_epoch;
  // In the very epoch that begins the interval there is no later one yet.
  return std::min(first, snapshot_slot / clock.slots_per_epoch * clock.slots_per_epoch);
}

}  // namespace

std::uint64_t slot_of(const BlockHeader& block, const ChainClock& clock) {
  if (block.timestamp < clock.genesis_time) return 0;
  return (block.timestamp - clock.genesis_time) / clock.seconds_per_slot;
}

std::uint64_t last_slot_of(std::uint64_t wanted_slot, const ChainClock& clock) {
  return wanted_slot / clock.slots_per_epoch * clock.slots_per_epoch + clock.slots_per_epoch - 1;
}

Expected<void> place_interval(const SnapshotPlace& place, const HeaderSource& header,
                              NetworkSnapshot& snapshot) {
  const ChainClock& clock = snapshot.clock;
  IntervalBounds& out = snapshot.interval;
  if (out.length_seconds == 0)
    return fail(ErrorKind::mismatch, "getClaimIntervalTime answers 0",
                fmt::format("block {}", place.block.number), "check the contracts");
  out.consensus_end_slot = slot_of(place.block, clock);
  out.execution_end_block = place.block.number;
  out.execution_end_time = place.block.timestamp;
  out.first_slot = first_slot_of(place, clock, out.consensus_end_slot);
  out.last_slot = last_slot_of(place.wanted_slot, clock);
  out.end_time_slot = out.last_slot;
  const std::uint64_t end_time = clock.time_of(place.wanted_slot);
  out.intervals_passed = 1;
  if (end_time > place.interval_start)
    out.intervals_passed =
        std::max<std::uint64_t>(1, (end_time - place.interval_start) / out.length_seconds);
  const auto first =
      first_block_from(header, place.head, clock.time_of(out.first_slot), clock.seconds_per_slot);
  if (!first) return std::unexpected(within("first block of the interval", first.error()));
  out.consensus_start_slot = slot_of(*first, clock);
  out.execution_start_block = first->number;
  return {};
}

}  // namespace apsis
