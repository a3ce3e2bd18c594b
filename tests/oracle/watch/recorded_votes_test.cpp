// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <map>

#include "core/ether.hpp"
#include "oracle/watch/vote_comparison.hpp"
#include "tests/oracle/watch/recorded_votes.hpp"

using namespace apsis;
using apsis::test::recorded_votes;
using apsis::test::RecordedVotes;

namespace {

/// The votes on one subject up to a block, compared with given values.
VoteRound round_of(const RecordedVotes& recorded, VoteKind kind, std::uint64_t subject,
                   std::uint64_t last_block, std::optional<VoteValues> ours) {
  VoteRound out{kind, subject, std::move(ours), recorded.members, one_eth * 51u / 100u, {}};
  for (const VoteEvent& vote : recorded.votes)
    if (vote.kind == kind && vote.subject == subject && vote.log.block <= last_block)
      out.events.push_back(vote);
  return out;
}

std::string states_of(const RoundState& state) {
  std::string out;
  for (const MemberState& one : state.members)
    out += (out.empty() ? "" : " ") + std::string(vote_state_name(one.state));
  return out;
}

/// What the reference computes for block 747, as expected-B4.json has it.
const VoteValues expected_747 = {{"slotTimestamp", "1792792596"},
                                 {"totalEth", "954542491764228031892"},
                                 {"stakingEth", "448923716257340000000"},
                                 {"rethSupply", "929780292922378437357"}};

}  // namespace

TEST_CASE("all votes of the recording are decoded, before and after the upgrade") {
  const auto recorded = recorded_votes();
  if (!recorded) return;
  std::map<VoteKind, int> submitted, accepted;
  for (const VoteEvent& vote : recorded->votes)
    ++(vote.is_accepted() ? accepted : submitted)[vote.kind];
  CHECK(submitted[VoteKind::balances] == 27);
  CHECK(accepted[VoteKind::balances] == 6);
  CHECK(submitted[VoteKind::price] == 21);
  CHECK(accepted[VoteKind::price] == 6);
  CHECK(submitted[VoteKind::rewards] == 4);
  CHECK(accepted[VoteKind::rewards] == 1);
}

TEST_CASE("the member who is 7 wei higher is named before the quorum") {
  const auto recorded = recorded_votes();
  if (!recorded) return;
  const VoteRound before = round_of(*recorded, VoteKind::balances, 747, 851, expected_747);
  const RoundState state = compare_votes(before);
  CHECK(states_of(state) == "same different same absent absent");
  CHECK(state.votes_missing() == 1);
  CHECK(state.accepted == nullptr);
  const VoteRound after = round_of(*recorded, VoteKind::balances, 747, 852, expected_747);
  CHECK(states_of(compare_votes(after)) == "same different same same absent");
  CHECK(compare_votes(after).accepted != nullptr);
}

TEST_CASE("early votes, votes above the limit and late votes of the recording") {
  const auto recorded = recorded_votes();
  if (!recorded) return;
  // Two votes before their time; nobody else followed.
  const RoundState early =
      compare_votes(round_of(*recorded, VoteKind::balances, 714, 900, std::nullopt));
  CHECK(states_of(early) == "same same absent absent absent");
  CHECK(early.leading_votes == 2);
  CHECK(early.accepted == nullptr);
  // At 717 two members voted 2.5 % above the limit; one of them voted again, late.
  const RoundState high =
      compare_votes(round_of(*recorded, VoteKind::balances, 717, 900, std::nullopt));
  CHECK(states_of(high) == "late different same same same");
  // The price at 723: one wei higher by member 5, late by member 3.
  const RoundState price =
      compare_votes(round_of(*recorded, VoteKind::price, 723, 900, std::nullopt));
  CHECK(states_of(price) == "same same late same different");
  // Interval 1: member 5 had another root.
  const RoundState rewards =
      compare_votes(round_of(*recorded, VoteKind::rewards, 1, 900, std::nullopt));
  CHECK(states_of(rewards) == "same same same absent different");
}
