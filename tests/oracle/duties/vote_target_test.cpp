// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/duties/vote_target.hpp"

#include <doctest/doctest.h>

#include "oracle/duties/rewards_timing.hpp"
#include "oracle/duties/vote_keys.hpp"

using namespace apsis;

namespace {

/// Each slot's block has the slot's number less 1000; odd slots are missed.
Expected<std::optional<std::uint64_t>> even_slots(std::uint64_t slot) {
  if (slot % 2 == 1) return std::nullopt;
  return slot - 1000;
}

Expected<std::optional<std::uint64_t>> no_slots(std::uint64_t) {
  return std::nullopt;
}

Expected<std::optional<std::uint64_t>> broken(std::uint64_t) {
  return fail(ErrorKind::unavailable, "node is gone");
}

TargetInputs small_inputs() {
  TargetInputs out;
  out.clock.genesis_time = 10'000;
  out.last_block = 3'000;
  out.last_parent_slot = 3'999;  // the accepted block stands for slot 4000
  out.frequency_seconds = 1'201;
  out.finalized_epoch = 160;  // slot 5120
  return out;
}

}  // namespace

TEST_CASE("a target is the last multiple of the frequency that is final") {
  // 1120 slots are 13,440 seconds: eleven times the frequency, 13,211 seconds, slot 5100.
  const auto target = next_submission_target(small_inputs(), even_slots);
  REQUIRE(target);
  CHECK(target->slot == 5'100);
  CHECK(target->slot_timestamp == 10'000 + 12 * 5'100);
  CHECK(target->block == 4'100);
}

TEST_CASE("a target whose slot was missed is the block before it, with that slot's time") {
  TargetInputs inputs = small_inputs();
  inputs.last_parent_slot = 4'000;
  const auto target = next_submission_target(inputs, even_slots);
  REQUIRE(target);
  CHECK(target->slot == 5'100);
  CHECK(target->slot_timestamp == 10'000 + 12 * 5'100);
}

TEST_CASE("there is no target before finality, without blocks, or without a frequency") {
  TargetInputs inputs = small_inputs();
  CHECK_FALSE(next_submission_target(inputs, no_slots));
  CHECK(next_submission_target(inputs, broken).error().what == "node is gone");
  inputs.finalized_epoch = 124;
  CHECK(next_submission_target(inputs, even_slots).error().kind == ErrorKind::unavailable);
  inputs.frequency_seconds = 0;
  CHECK(next_submission_target(inputs, even_slots).error().kind == ErrorKind::invalid);
}

TEST_CASE("without an accepted block the phase comes from the reference time") {
  TargetInputs inputs = small_inputs();
  inputs.last_block = 0;
  inputs.reference_time = 10'000;
  CHECK(next_target_time(inputs).value() == 10'000 + 51 * 1'201);
}

TEST_CASE("balances are computed once for a target that the node has") {
  BalancesVoteInputs inputs{.enabled = true, .head_block = 4'100, .target = small_inputs()};
  CHECK(balances_vote_target(inputs, even_slots)->has_value());
  inputs.head_block = 4'099;
  CHECK_FALSE(balances_vote_target(inputs, even_slots)->has_value());
  inputs.head_block = 4'100;
  inputs.enabled = false;
  CHECK_FALSE(balances_vote_target(inputs, even_slots)->has_value());
}

TEST_CASE("a member who missed the vote for a price votes for that block again") {
  PriceVoteInputs inputs{
      .enabled = true, .head_block = 5'000, .target = small_inputs(), .last_slot_timestamp = 777};
  const auto late = price_vote_target(inputs, even_slots);
  REQUIRE(late);
  REQUIRE(*late);
  CHECK((*late)->is_late);
  CHECK((*late)->block == 3'000);
  CHECK((*late)->slot_timestamp == 777);
  inputs.voted_for_last = true;
  CHECK((*price_vote_target(inputs, even_slots))->block == 4'100);
  inputs.voted_for_last = false;
  inputs.last_slot_timestamp.reset();
  CHECK_FALSE((*price_vote_target(inputs, even_slots))->is_late);
}

TEST_CASE("missed intervals are one, and the epoch after the end must be final") {
  RewardsTimingInputs inputs{.clock = {.genesis_time = 10'000},
                             .index = 7,
                             .interval_start = 20'000,
                             .interval_seconds = 10'000,
                             .head_slot = 3'000,
                             .finalized_epoch = 90};
  // Head time 46,000: two intervals, to 40,000, slot 2500, epoch 78.
  const auto point = rewards_snapshot_point(inputs, even_slots);
  REQUIRE(point);
  REQUIRE(*point);
  CHECK((*point)->intervals_passed == 2);
  CHECK((*point)->end_time == 40'000);
  CHECK((*point)->target_slot == 78 * 32 + 31);
  CHECK((*point)->consensus_block == 78 * 32 + 30);
  inputs.finalized_epoch = 78;
  CHECK(rewards_snapshot_point(inputs, even_slots).error().kind == ErrorKind::unavailable);
  inputs.head_slot = 1'000;
  CHECK_FALSE(rewards_snapshot_point(inputs, even_slots)->has_value());
  inputs.interval_seconds = 0;
  CHECK_FALSE(rewards_snapshot_point(inputs, even_slots));
}

TEST_CASE("votes of different values, blocks and members have different keys") {
  const Bytes20 member{1}, other{2};
  const PriceVote vote{1, 2, 3};
  CHECK(price_vote_key(member, vote) != price_vote_key(other, vote));
  CHECK(price_vote_key(member, vote) != price_vote_key(member, {1, 2, 4}));
  CHECK(price_block_key(member, 1) != price_block_key_never_written(member, 1, 2));
  CHECK(balances_block_key(member, 1) != balances_block_key(member, 2));
  CHECK(rewards_index_key(member, 1) != rewards_index_key(member, 2));
}
