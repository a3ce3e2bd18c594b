// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/rewards/miss_cause.hpp"

#include <doctest/doctest.h>

#include "indexer/rewards/orphan_votes.hpp"

namespace {

using namespace apsis;

constexpr std::uint8_t active = 8, slashed = 16, all_flags = 7;
constexpr std::uint8_t target = VoteColumns::voted_target, head = VoteColumns::voted_head;

/// One validator with a duty at slot 50 in committee 0.
VoteColumns one_vote() {
  VoteColumns votes;
  votes.resize(1);
  votes.duty_slot[0] = 50;
  return votes;
}

MissCause cause(const VoteColumns& votes, std::uint8_t flags, const ChainAround& around = {}) {
  return explain_misses(votes, {flags}, around).at(0);
}

/// A vote included after `delay` slots.
VoteColumns included(std::uint64_t delay, std::uint8_t votes_for) {
  VoteColumns votes = one_vote();
  votes.inclusion_delays[0] = std::uint64_t{1} << (delay - 1);
  votes.votes[0] = votes_for;
  return votes;
}

}  // namespace

TEST_CASE("a validator that is not active has no duty to miss") {
  CHECK(cause(one_vote(), 0) == MissCause::no_duty);
  VoteColumns none;
  none.resize(1);
  CHECK(cause(none, active) == MissCause::no_duty);
}

TEST_CASE("all flags earned is no miss, whatever was seen") {
  CHECK(cause(one_vote(), active | all_flags) == MissCause::none);
}

TEST_CASE("a slashed validator's votes earn nothing") {
  CHECK(cause(included(1, target | head), active | slashed) == MissCause::slashed);
}

TEST_CASE("a vote that no block holds is offline, or reorged if an orphan holds it") {
  CHECK(cause(one_vote(), active) == MissCause::offline);
  ChainAround around;
  around.orphan_vote = {1};
  CHECK(cause(one_vote(), active, around) == MissCause::reorged);
  around.orphan_vote = {0};
  CHECK(cause(one_vote(), active, around) == MissCause::offline);
}

TEST_CASE("a vote for a block that was left behind is reorged") {
  VoteColumns votes = included(1, target);
  votes.other_heads = {Bytes32{9}};
  votes.other_head[0] = 1;
  ChainAround around;
  around.orphan_roots = {Bytes32{9}};
  CHECK(cause(votes, active | 3, around) == MissCause::reorged);
  around.orphan_roots = {Bytes32{8}};
  CHECK(cause(votes, active | 3, around) == MissCause::wrong_head);
}

TEST_CASE("wrong target comes before wrong head") {
  CHECK(cause(included(1, 0), active | 1) == MissCause::wrong_target);
  CHECK(cause(included(1, target), active | 3) == MissCause::wrong_head);
}

TEST_CASE("a right vote that came late is late, unless the next slot was empty") {
  const VoteColumns votes = included(3, target | head);
  CHECK(cause(votes, active | 3) == MissCause::late_inclusion);
  ChainAround around;
  around.empty_slots = {51};
  CHECK(cause(votes, active | 3, around) == MissCause::slot_after_missed);
  around.empty_slots = {52};
  CHECK(cause(votes, active | 3, around) == MissCause::late_inclusion);
}

TEST_CASE("votes in orphaned blocks are found by slot, committees and position") {
  VoteColumns votes;
  votes.resize(6);
  const std::uint16_t committees[] = {0, 0, 1, 1, 1, 0};
  const std::uint16_t positions[] = {1, 0, 0, 1, 2, 0};
  for (std::size_t i = 0; i < 5; ++i) {
    votes.duty_slot[i] = 40;
    votes.committee_index[i] = committees[i];
    votes.committee_position[i] = positions[i];
  }
  // Bits: committee 0 is {1, 0}, committee 1 is {2, 3, 4}; validator 5 has no duty.
  const auto marked = mark_orphan_votes(votes, {{40, {0, 1}, {true, false, false, true, false}}});
  CHECK(marked == std::vector<std::uint8_t>{0, 1, 0, 1, 0, 0});
}

TEST_CASE("orphaned aggregates that do not fit the committees are left out") {
  VoteColumns votes = one_vote();
  CHECK(mark_orphan_votes(votes, {{50, {0}, {true}}}) == std::vector<std::uint8_t>{1});
  CHECK(mark_orphan_votes(votes, {{50, {0}, {true, true}}}) == std::vector<std::uint8_t>{0});
  CHECK(mark_orphan_votes(votes, {{51, {0}, {true}}}) == std::vector<std::uint8_t>{0});
  CHECK(mark_orphan_votes(votes, {{50, {7}, {true}}}) == std::vector<std::uint8_t>{0});
}
