// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "oracle/duties/submission_target.hpp"

namespace apsis {

/// What decides whether a member has something to compute for balances.
struct BalancesVoteInputs {
  bool enabled = false;  ///< getSubmitBalancesEnabled
  std::uint64_t head_block = 0;
  TargetInputs target;
};

/// The target to compute balances for; nothing if they are switched off, already accepted, or the
/// execution client has not come to the target yet. Errors of next_submission_target.
Expected<std::optional<SubmissionTarget>> balances_vote_target(
    const BalancesVoteInputs& inputs, const ExecutionBlockOf& execution_block_of);

/// As above for the price.
struct PriceVoteInputs {
  bool enabled = false;  ///< getSubmitPricesEnabled
  std::uint64_t head_block = 0;
  TargetInputs target;
  /// Slot timestamp of the event of the last accepted price; nothing: not found.
  std::optional<std::uint64_t> last_slot_timestamp;
  /// Whether this member voted for exactly the values of the last accepted price.
  bool voted_for_last = false;
};

/// A target of the price: the next one, or the accepted one again if this member missed that vote.
struct PriceVoteTarget {
  std::uint64_t block = 0;
  std::uint64_t slot_timestamp = 0;
  bool is_late = false;  ///< past consensus: it shows that the member is alive, and moves nothing
};

/// The target to compute the price for; nothing as above. Errors of next_submission_target.
Expected<std::optional<PriceVoteTarget>> price_vote_target(
    const PriceVoteInputs& inputs, const ExecutionBlockOf& execution_block_of);

}  // namespace apsis
