// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/duties/due_snapshots.hpp"

namespace apsis {

Expected<std::optional<std::uint64_t>> due_balances_slot(const TargetInputs& inputs,
                                                         std::uint64_t time) {
  if (inputs.frequency_seconds == 0)
    return fail(ErrorKind::invalid, "the submission frequency is 0", "target");
  const bool is_first = inputs.last_block == 0;
  const std::uint64_t anchor =
      is_first ? inputs.reference_time : inputs.clock.time_of(inputs.last_parent_slot + 1);
  if (time < anchor || (!is_first && time - anchor < inputs.frequency_seconds)) return std::nullopt;
  const std::uint64_t due = time - (time - anchor) % inputs.frequency_seconds;
  if (due < inputs.clock.genesis_time) return std::nullopt;
  return (due - inputs.clock.genesis_time) / inputs.clock.seconds_per_slot;
}

Expected<std::optional<std::uint64_t>> due_rewards_slot(const RewardsTimingInputs& inputs) {
  if (inputs.interval_seconds == 0)
    return fail(ErrorKind::invalid, "the claim interval is 0 seconds", "rewards");
  const ChainClock& clock = inputs.clock;
  const std::uint64_t start =
      inputs.interval_start == 0 ? inputs.inflation_start : inputs.interval_start;
  const std::uint64_t now = clock.time_of(inputs.head_slot);
  if (now < start || now - start < inputs.interval_seconds) return std::nullopt;
  const std::uint64_t end = now - (now - start) % inputs.interval_seconds;
  if (end < clock.genesis_time) return std::nullopt;
  const std::uint64_t slot =
      (end - clock.genesis_time + clock.seconds_per_slot - 1) / clock.seconds_per_slot;
  const std::uint64_t target =
      slot / clock.slots_per_epoch * clock.slots_per_epoch + clock.slots_per_epoch - 1;
  if (inputs.head_slot < target) return std::nullopt;
  return target;
}

}  // namespace apsis
