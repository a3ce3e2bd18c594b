// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/vote_sanity.hpp"

#include <doctest/doctest.h>

#include "core/ether.hpp"
#include "tests/oracle/small_snapshot.hpp"

using namespace apsis;
using apsis::test::contains;

namespace {

/// Block 100 at time 200,000; balances of block 50 were accepted at 100,000 with rate 1.1.
VotingState state() {
  VotingState out;
  out.block.number = 100;
  out.block.timestamp = 200'000;
  out.balances_enabled = out.prices_enabled = out.rewards_enabled = true;
  out.balances_frequency = 86'400;
  out.balances_block = out.prices_block = 50;
  out.balances_time = 100'000;
  out.total_eth = one_eth * 1'100u;
  out.reth_supply = one_eth * 1'000u;
  out.max_rate_change = one_eth * 2u / 100u;
  out.reward_index = 7;
  out.pending_rpl = 1'000;
  out.pending_eth = 500;
  out.pending_voter_share = 50;
  return out;
}

BalancesSubmission submission() {
  return {90, 199'000, int256(one_eth * 1'101u), int256(one_eth * 900u), one_eth * 1'000u};
}

/// The first thing that the contract would refuse; empty if nothing.
std::string refusal(const VotingState& at, const BalancesSubmission& vote,
                    std::uint64_t time = 200'012) {
  const auto findings = balances_guards(at, vote, time);
  return findings.empty() ? "" : findings[0].text;
}

RewardsSubmission rewards() {
  RewardsSubmission out;
  out.reward_index = 7;
  out.intervals_passed = 1;
  out.smoothing_pool_eth = 500;
  out.treasury_rpl = 600;
  out.user_eth = 500;
  out.oracle_dao_rpl = {100};
  out.node_rpl = {300};
  out.node_eth = {50};
  return out;
}

std::string refusal(const RewardsSubmission& vote, VotingState at = state()) {
  const auto findings = rewards_guards(at, vote);
  return findings.empty() ? "" : findings[0].text;
}

}  // namespace

TEST_CASE("the contract's guards of balances are simulated in its order") {
  CHECK(refusal(state(), submission()).empty());
  VotingState off = state();
  off.balances_enabled = false;
  CHECK(contains(refusal(off, submission()), "disabled"));
  BalancesSubmission vote = submission();
  vote.block = 101;
  CHECK(contains(refusal(state(), vote), "future block"));
  CHECK(balances_guards(state(), vote, 200'012)[0].is_passing);
  vote.block = 49;
  CHECK(contains(refusal(state(), vote), "higher block"));
  vote = submission();
  vote.staking_eth = vote.total_eth + 1;
  CHECK(contains(refusal(state(), vote), "Invalid network balances"));
  vote = submission();
  vote.block = 50;
  CHECK(refusal(state(), vote, 100'001).empty());
}

TEST_CASE("too early passes with time, too much does not") {
  const auto early = balances_guards(state(), submission(), 182'079);
  REQUIRE(early.size() == 1);
  CHECK(early[0].is_passing);
  CHECK(contains(early[0].text, "Not enough time has passed (1 s to go)"));
  CHECK(balances_guards(state(), submission(), 182'080).empty());
  BalancesSubmission vote = submission();
  // 2 % of 1.1 is 0.022: the rate may rise to 1.122.
  vote.total_eth = int256(one_eth * 1'122u);
  CHECK(refusal(state(), vote).empty());
  vote.total_eth += 1'000;
  const auto high = balances_guards(state(), vote, 200'012);
  REQUIRE(high.size() == 1);
  CHECK_FALSE(high[0].is_passing);
  CHECK(contains(high[0].text, "Change exceeds maximum"));
  vote.total_eth = int256(one_eth * 1'077u);
  vote.staking_eth = 0;
  CHECK(contains(refusal(state(), vote), "Change exceeds maximum"));
  VotingState fresh = state();
  fresh.total_eth = 0;
  CHECK(refusal(fresh, vote).empty());
  vote.reth_supply = 0;
  CHECK(contains(refusal(state(), vote), "no supply"));
}

TEST_CASE("the contract's guards of price and rewards are simulated") {
  CHECK(price_guards(state(), 60).empty());
  CHECK(contains(price_guards(state(), 49)[0].text, "higher block"));
  CHECK(price_guards(state(), 101)[0].is_passing);
  VotingState off = state();
  off.prices_enabled = off.rewards_enabled = false;
  CHECK(contains(price_guards(off, 60)[0].text, "disabled"));
  CHECK(refusal(rewards()).empty());
  CHECK(contains(refusal(rewards(), off), "disabled"));
  RewardsSubmission vote = rewards();
  vote.reward_index = 8;
  CHECK(contains(refusal(vote), "next"));
  vote = rewards();
  vote.intervals_passed = 0;
  CHECK(contains(refusal(vote), "intervals"));
  vote = rewards();
  vote.node_eth = {};
  CHECK(contains(refusal(vote), "array"));
  vote = rewards();
  vote.treasury_rpl += 1;
  CHECK(contains(refusal(vote), "RPL"));
  vote = rewards();
  vote.treasury_eth += 1;
  CHECK(contains(refusal(vote), "ETH"));
  vote = rewards();
  vote.smoothing_pool_eth += 1;
  CHECK(contains(refusal(vote), "smoothing"));
}

TEST_CASE("a rate that grows as always is usual, a jump is not") {
  std::vector<KnownRate> rates;
  uint256 rate = one_eth;
  for (std::uint64_t day = 0; day < 10; ++day) {
    rates.push_back({day * 86'400, rate});
    rate += one_eth * (70u + (day % 3) * 3u) / 1'000'000u;
  }
  CHECK(unusual_rate(rates, {10 * 86'400, rate}).empty());
  CHECK(contains(unusual_rate(rates, {10 * 86'400, rate + one_eth / 1'000u}), "a day"));
  CHECK_FALSE(unusual_rate(rates, {10 * 86'400, rates.back().rate - one_eth / 10'000u}).empty());
  // Twice the growth in twice the time is usual.
  CHECK(unusual_rate(rates, {11 * 86'400, rate + one_eth * 72u / 1'000'000u}).empty());
  rates.resize(least_rates - 1);
  CHECK(unusual_rate(rates, {10 * 86'400, one_eth * 2u}).empty());
}

TEST_CASE("a slowly growing rate is told from one that stands still by more than noise") {
  std::vector<KnownRate> still;
  for (std::uint64_t day = 0; day < 6; ++day) still.push_back({day * 86'400, one_eth});
  CHECK(unusual_rate(still, {6 * 86'400, one_eth + 1'000u}).empty());
  CHECK_FALSE(unusual_rate(still, {6 * 86'400, one_eth + one_eth / 10'000u}).empty());
}

TEST_CASE("terms that changed are listed with their change") {
  const std::map<std::string, int256> before = {{"a", 5}, {"b", 7}};
  const std::map<std::string, int256> now = {{"a", 5}, {"b", 4}, {"c", 2}};
  CHECK(term_changes(before, now) == std::vector<std::string>{"b -3 wei", "c +2 wei"});
}
