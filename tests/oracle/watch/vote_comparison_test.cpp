// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/watch/vote_comparison.hpp"

#include <doctest/doctest.h>

#include "core/ether.hpp"

using namespace apsis;

namespace {

Bytes20 member(std::uint8_t number) {
  Bytes20 out{};
  out[0] = number;
  return out;
}

VoteValues price(const std::string& text) {
  return {{"slotTimestamp", "100"}, {"rplPrice", text}};
}

VoteEvent vote(std::uint8_t number, const std::string& text) {
  VoteEvent out{VoteKind::price, 9, member(number), price(text), 1000, {}};
  if (number == 0) out.member.reset();
  return out;
}

/// Members 1 to 5, threshold 0.51: three votes are a quorum.
VoteRound round_of(std::vector<VoteEvent> events) {
  return {VoteKind::price,      9,
          price("7"),           {member(1), member(2), member(3), member(4), member(5)},
          one_eth * 51u / 100u, std::move(events)};
}

std::string states_of(const RoundState& state) {
  std::string out;
  for (const MemberState& one : state.members)
    out += (out.empty() ? "" : " ") + std::string(vote_state_name(one.state));
  return out;
}

}  // namespace

TEST_CASE("a quorum is what the contract's division makes of the threshold") {
  CHECK(quorum(10, one_eth * 51u / 100u) == 6);
  CHECK(quorum(5, one_eth * 51u / 100u) == 3);
  CHECK(quorum(3, one_eth * 51u / 100u) == 2);
  CHECK(quorum(3, one_eth * 2u / 3u) == 2);
  CHECK(quorum(3, one_eth / 3u) == 1);
  CHECK(quorum(0, one_eth) == 1);
  for (std::uint64_t members = 1; members < 30; ++members)
    for (std::uint64_t percent = 1; percent <= 100; ++percent) {
      const uint256 threshold = one_eth * percent / 100u;
      const std::uint64_t votes = quorum(members, threshold);
      CHECK(one_eth * votes / members >= threshold);
      CHECK(one_eth * (votes - 1) / members < threshold);
    }
}

TEST_CASE("each member's vote is told before there is a quorum") {
  const VoteRound round = round_of({vote(2, "7"), vote(3, "8"), vote(4, "9"), vote(4, "7")});
  const RoundState state = compare_votes(round);
  CHECK(states_of(state) == "absent same different same absent");
  CHECK(state.votes_needed == 3);
  CHECK(state.votes_for_ours == 2);
  CHECK(state.votes_missing() == 1);
  CHECK(state.accepted == nullptr);
  CHECK_FALSE(state.is_diverged);
  CHECK(vote_value(state.members[2].vote->values, "rplPrice") == "8");
}

TEST_CASE("an equal vote after consensus is late, and another one is still different") {
  const VoteRound round = round_of(
      {vote(1, "7"), vote(2, "7"), vote(3, "7"), vote(0, "7"), vote(4, "7"), vote(5, "8")});
  const RoundState state = compare_votes(round);
  CHECK(states_of(state) == "same same same late different");
  CHECK(state.votes_for_ours == 4);
  CHECK(state.votes_missing() == 0);
  REQUIRE(state.accepted != nullptr);
  CHECK_FALSE(state.is_diverged);
}

TEST_CASE("a quorum on other values is a divergence, executed or not") {
  CHECK(compare_votes(round_of({vote(1, "8"), vote(2, "8"), vote(3, "8")})).is_diverged);
  CHECK(compare_votes(round_of({vote(1, "8"), vote(0, "8")})).is_diverged);
  CHECK_FALSE(compare_votes(round_of({vote(1, "8"), vote(2, "8")})).is_diverged);
}

TEST_CASE("without ours votes are compared with what was accepted, else with the most") {
  VoteRound round = round_of({vote(1, "8"), vote(2, "7"), vote(3, "8")});
  round.ours.reset();
  CHECK(states_of(compare_votes(round)) == "same different same absent absent");
  round.events.push_back(vote(0, "7"));
  const RoundState state = compare_votes(round);
  CHECK(states_of(state) == "different same different absent absent");
  CHECK(state.leading_votes == 2);
  CHECK_FALSE(state.is_diverged);
  round.events.clear();
  CHECK(states_of(compare_votes(round)) == "absent absent absent absent absent");
}

TEST_CASE("the same member counts once for each value, and one that left still counts") {
  const VoteRound round = round_of({vote(1, "7"), vote(1, "7"), vote(9, "7")});
  const RoundState state = compare_votes(round);
  CHECK(state.votes_for_ours == 2);
  CHECK(state.leading_votes == 2);
  CHECK(states_of(state) == "same absent absent absent absent");
}
