// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/submit/vote_execution.hpp"

#include <doctest/doctest.h>

#include "core/ether.hpp"
#include "oracle/chain/contract_function.hpp"
#include "oracle/submit/rewards_submission.hpp"

using namespace apsis;

namespace {

const AbiValue::List values = {std::uint64_t{100}, std::uint64_t{1'800'000'000}, std::uint64_t{5},
                               std::uint64_t{4}, std::uint64_t{3}};

Bytes calldata(std::string_view contract, std::string_view function, std::size_t inputs) {
  return encode_call(contract_function(contract, function), std::span(values).first(inputs))
      .value();
}

}  // namespace

TEST_CASE("votes that suffice are a quorum by the contracts' rule") {
  const uint256 threshold = one_eth * 51 / 100;
  CHECK_FALSE(is_execution_due({5, 10, threshold, false}));
  CHECK(is_execution_due({6, 10, threshold, false}));
  CHECK_FALSE(is_execution_due({6, 10, threshold, true}));
  // A member left: five of nine are enough where five of ten were not.
  CHECK(is_execution_due({5, 9, threshold, false}));
  CHECK(is_execution_due({2, 3, uint256("666666666666666666"), false}));
  CHECK_FALSE(is_execution_due({2, 3, uint256("666666666666666667"), false}));
  CHECK_FALSE(is_execution_due({0, 0, threshold, false}));
  CHECK_FALSE(is_execution_due({0, 3, 0, false}));
}

TEST_CASE("the execution of a vote has its values, and a duty of its own") {
  Submission vote;
  vote.duty = "balances";
  vote.subject = 100;
  vote.address = Bytes20{7};
  vote.any_vote_key = Bytes32{1};
  vote.same_vote_key = Bytes32{2};
  vote.calldata = calldata("RocketNetworkBalances", "submitBalances", 5);
  const Submission execution = execution_of(vote).value();
  CHECK(execution.duty == "execute balances");
  CHECK(execution.subject == 100);
  CHECK(execution.address == vote.address);
  CHECK(execution.calldata == calldata("RocketNetworkBalances", "executeUpdateBalances", 5));
  CHECK_FALSE(execution.any_vote_key);
  CHECK_FALSE(execution.same_vote_key);
  vote.calldata = calldata("RocketNetworkPrices", "submitPrices", 3);
  CHECK(execution_of(vote).value().calldata ==
        calldata("RocketNetworkPrices", "executeUpdatePrices", 3));
  RewardsSubmission rewards;
  rewards.reward_index = 3;
  rewards.node_rpl = {1, 2};
  vote.calldata = rewards_calldata(rewards);
  CHECK(execution_of(vote).value().calldata == rewards_execution_calldata(rewards));
}

TEST_CASE("what is no vote has no execution") {
  Submission other;
  other.calldata = {1, 2, 3};
  CHECK_FALSE(execution_of(other));
  other.calldata = calldata("RocketNetworkBalances", "executeUpdateBalances", 5);
  CHECK_FALSE(execution_of(other));
}
