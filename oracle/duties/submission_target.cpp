// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/duties/submission_target.hpp"

namespace apsis {

Expected<std::uint64_t> next_target_time(const TargetInputs& inputs) {
  if (inputs.frequency_seconds == 0)
    return fail(ErrorKind::invalid, "the submission frequency is 0", "target");
  // The accepted block's own slot may be later, after missed slots; all members use this one.
  const std::uint64_t anchor = inputs.last_block == 0
                                   ? inputs.reference_time
                                   : inputs.clock.time_of(inputs.last_parent_slot + 1);
  const std::uint64_t final_time =
      inputs.clock.time_of(inputs.finalized_epoch * inputs.clock.slots_per_epoch);
  if (final_time < anchor)
    return fail(ErrorKind::unavailable, "the last accepted block is not final yet", "target",
                "wait for finality");
  return final_time - (final_time - anchor) % inputs.frequency_seconds;
}

Expected<SubmissionTarget> next_submission_target(const TargetInputs& inputs,
                                                  const ExecutionBlockOf& execution_block_of) {
  const Expected<std::uint64_t> time = next_target_time(inputs);
  if (!time) return std::unexpected(time.error());
  if (*time < inputs.clock.genesis_time)
    return fail(ErrorKind::unavailable, "the target lies before genesis", "target",
                "wait for the chain");
  const std::uint64_t slot = (*time - inputs.clock.genesis_time) / inputs.clock.seconds_per_slot;
  const Expected<SlotBlock> found = last_block_at(slot, target_search_slots, execution_block_of);
  if (!found) return std::unexpected(found.error());
  return SubmissionTarget{found->slot, inputs.clock.time_of(found->slot), found->execution_block};
}

}  // namespace apsis
