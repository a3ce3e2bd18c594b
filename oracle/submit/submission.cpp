// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/submit/submission.hpp"

#include <algorithm>
#include <array>

namespace apsis {

namespace {

constexpr std::array<std::string_view, 13> state_names = {
    "computed", "waiting", "refused",   "simulated", "journaled", "signed", "sent",
    "mined",    "final",   "abandoned", "elsewhere", "expired",   "failed"};

}  // namespace

std::string_view state_name(SubmissionState state) {
  return state_names[static_cast<std::size_t>(state)];
}

std::optional<SubmissionState> state_of_name(std::string_view name) {
  const auto found = std::ranges::find(state_names, name);
  if (found == state_names.end()) return std::nullopt;
  return static_cast<SubmissionState>(found - state_names.begin());
}

bool is_open(SubmissionState state) {
  return state < SubmissionState::final;
}

bool has_nonce(SubmissionState state) {
  return state >= SubmissionState::journaled && state <= SubmissionState::mined;
}

Transaction transaction_of(const Submission& submission, const Attempt& attempt,
                           std::uint64_t chain_id, const Bytes20& voter) {
  Transaction out{.chain_id = chain_id,
                  .nonce = attempt.nonce,
                  .priority_fee_wei = attempt.priority_fee_wei,
                  .max_fee_wei = attempt.max_fee_wei,
                  .gas_limit = attempt.gas_limit,
                  .to = submission.address,
                  .value_wei = submission.value_wei,
                  .data = submission.calldata};
  // Whatever it pays for, a transaction of the same nonce takes the other's place.
  if (attempt.is_cancel) {
    out.to = voter;
    out.value_wei = 0;
    out.data.clear();
  }
  return out;
}

}  // namespace apsis
