// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/submit/rewards_submission.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "oracle/chain/contract_function.hpp"

namespace apsis {

namespace {

constexpr std::uint64_t first_ruleset = 11;

AbiValue::List numbers(const std::vector<uint256>& amounts) {
  return {amounts.begin(), amounts.end()};
}

Bytes calldata_of(const RewardsSubmission& submission, std::string_view function) {
  const AbiValue::List fields = {submission.reward_index,      submission.execution_block,
                                 submission.consensus_block,   submission.merkle_root,
                                 submission.intervals_passed,  submission.smoothing_pool_eth,
                                 submission.treasury_rpl,      submission.treasury_eth,
                                 submission.user_eth,          numbers(submission.oracle_dao_rpl),
                                 numbers(submission.node_rpl), numbers(submission.node_eth)};
  const AbiValue inputs(fields);
  Expected<Bytes> out = encode_call(contract_function("RocketRewardsPool", function), {&inputs, 1});
  CHECK(out.has_value());
  return std::move(*out);
}

}  // namespace

Expected<RewardsSubmission> rewards_submission(const RewardsFile& file) {
  if (file.header.ruleset < first_ruleset)
    return fail(ErrorKind::usage, "is of ruleset " + std::to_string(file.header.ruleset),
                "rewards file", "files of ruleset 11 and later can be submitted");
  if (!file.states_treasury_share)
    return fail(ErrorKind::usage, "does not say the treasury's share", "rewards file",
                "give the JSON file");
  RewardsSubmission out;
  out.reward_index = file.header.index;
  out.execution_block = file.header.execution_end_block;
  out.consensus_block = file.header.consensus_end_block;
  out.merkle_root = file.merkle_root;
  out.intervals_passed = file.intervals_passed;
  out.smoothing_pool_eth = file.totals.smoothing_pool_eth;
  out.treasury_rpl = file.totals.protocol_dao_rpl;
  out.treasury_eth = file.totals.pdao_share_eth;
  out.user_eth = file.totals.pool_staker_eth;
  // The first network without an entry ends the lists, even if a later one has amounts.
  for (std::uint64_t id = 0;; ++id) {
    const auto network = std::ranges::find(file.networks, id, &RewardsFileNetwork::id);
    if (network == file.networks.end()) break;
    out.oracle_dao_rpl.push_back(network->amounts.oracle_dao_rpl);
    out.node_rpl.push_back(network->amounts.collateral_rpl);
    out.node_eth.push_back(network->amounts.smoothing_pool_eth);
  }
  return out;
}

Bytes rewards_calldata(const RewardsSubmission& submission) {
  return calldata_of(submission, "submitRewardSnapshot");
}

Bytes rewards_execution_calldata(const RewardsSubmission& submission) {
  return calldata_of(submission, "executeRewardSnapshot");
}

}  // namespace apsis
