// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/watch/vote_values.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/check.hpp"
#include "core/hash/keccak.hpp"
#include "core/hex.hpp"

namespace apsis {

namespace {

/// The parts of a rewards submission; the first is what the vote is about.
constexpr std::array<std::string_view, 12> submission_parts = {
    "rewardIndex",     "executionBlock",   "consensusBlock", "merkleRoot",
    "intervalsPassed", "smoothingPoolETH", "treasuryRPL",    "treasuryETH",
    "userETH",         "trustedNodeRPL",   "nodeRPL",        "nodeETH"};

AbiValue::List number_list(const std::vector<uint256>& numbers) {
  return {numbers.begin(), numbers.end()};
}

}  // namespace

std::string_view vote_kind_name(VoteKind kind) {
  constexpr std::array<std::string_view, 3> names = {"balances", "price", "rewards"};
  return names.at(static_cast<std::size_t>(kind));
}

VoteValues vote_values(const BalancesSubmission& submission) {
  return {{"slotTimestamp", std::to_string(submission.slot_timestamp)},
          {"totalEth", submission.total_eth.str()},
          {"stakingEth", submission.staking_eth.str()},
          {"rethSupply", submission.reth_supply.str()}};
}

VoteValues vote_values(const PriceVote& vote) {
  return {{"slotTimestamp", std::to_string(vote.slot_timestamp)},
          {"rplPrice", vote.rpl_price.str()}};
}

VoteValues vote_values(const RewardsSubmission& submission) {
  return rewards_vote_values({submission.reward_index, submission.execution_block,
                              submission.consensus_block, submission.merkle_root,
                              submission.intervals_passed, submission.smoothing_pool_eth,
                              submission.treasury_rpl, submission.treasury_eth, submission.user_eth,
                              number_list(submission.oracle_dao_rpl),
                              number_list(submission.node_rpl), number_list(submission.node_eth)});
}

VoteValues rewards_vote_values(const AbiValue::List& submission) {
  CHECK(submission.size() == submission_parts.size());
  VoteValues out;
  for (std::size_t i = 1; i < submission.size(); ++i)
    out.push_back({std::string(submission_parts[i]), vote_text(submission[i])});
  return out;
}

std::string vote_text(const AbiValue& value) {
  if (const auto* number = std::get_if<uint256>(&value.value)) return to_decimal(*number);
  if (const auto* bytes = std::get_if<Bytes>(&value.value)) return to_hex(*bytes);
  std::string out = "[";
  for (const AbiValue& part : value.list()) out += (out.size() > 1 ? "," : "") + vote_text(part);
  return out + "]";
}

Bytes32 vote_hash(const VoteValues& values) {
  const std::string text = vote_json(values);
  return keccak256(Bytes(text.begin(), text.end()));
}

std::string vote_json(const VoteValues& values) {
  nlohmann::ordered_json out = nlohmann::ordered_json::object();
  for (const VoteValue& value : values) out[value.name] = value.text;
  return out.dump();
}

std::string_view vote_value(const VoteValues& values, std::string_view name) {
  const auto found = std::ranges::find(values, name, &VoteValue::name);
  return found == values.end() ? std::string_view() : std::string_view(found->text);
}

}  // namespace apsis
