// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/duties/vote_target.hpp"

namespace apsis {

namespace {

/// The next target, if it is new and the execution client has it.
Expected<std::optional<SubmissionTarget>> new_target(const TargetInputs& inputs,
                                                     std::uint64_t head_block,
                                                     const ExecutionBlockOf& execution_block_of) {
  const Expected<SubmissionTarget> target = next_submission_target(inputs, execution_block_of);
  if (!target) return std::unexpected(target.error());
  if (!target->is_after(inputs.last_block) || target->block > head_block) return std::nullopt;
  return *target;
}

}  // namespace

Expected<std::optional<SubmissionTarget>> balances_vote_target(
    const BalancesVoteInputs& inputs, const ExecutionBlockOf& execution_block_of) {
  if (!inputs.enabled) return std::nullopt;
  return new_target(inputs.target, inputs.head_block, execution_block_of);
}

Expected<std::optional<PriceVoteTarget>> price_vote_target(
    const PriceVoteInputs& inputs, const ExecutionBlockOf& execution_block_of) {
  if (!inputs.enabled) return std::nullopt;
  const std::uint64_t last = inputs.target.last_block;
  if (last != 0 && inputs.last_slot_timestamp && !inputs.voted_for_last)
    return PriceVoteTarget{last, *inputs.last_slot_timestamp, true};
  const auto target = new_target(inputs.target, inputs.head_block, execution_block_of);
  if (!target) return std::unexpected(target.error());
  if (!*target) return std::nullopt;
  return PriceVoteTarget{(*target)->block, (*target)->slot_timestamp, false};
}

}  // namespace apsis
