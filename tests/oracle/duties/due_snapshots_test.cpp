// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/duties/due_snapshots.hpp"

#include <doctest/doctest.h>

using namespace apsis;

namespace {

TargetInputs small_inputs() {
  TargetInputs out;
  out.clock.genesis_time = 10'000;
  out.last_block = 3'000;
  out.last_parent_slot = 3'999;  // the accepted block stands for slot 4000
  out.frequency_seconds = 1'200;
  return out;
}

std::uint64_t time_of(std::uint64_t slot) {
  return 10'000 + 12 * slot;
}

RewardsTimingInputs small_interval() {
  RewardsTimingInputs out;
  out.clock.genesis_time = 10'000;
  out.interval_start = time_of(3'205);
  out.interval_seconds = 12 * 1'000;
  return out;
}

}  // namespace

TEST_CASE("a snapshot for balances is due at the slot that will be the target once it is final") {
  CHECK(due_balances_slot(small_inputs(), time_of(4'099)).value() == std::nullopt);
  CHECK(due_balances_slot(small_inputs(), time_of(4'100)).value() == 4'100);
  CHECK(due_balances_slot(small_inputs(), time_of(4'199)).value() == 4'100);
  CHECK(due_balances_slot(small_inputs(), time_of(4'250)).value() == 4'200);
  TargetInputs inputs = small_inputs();
  inputs.finalized_epoch = 160;  // slot 5120
  const auto target = next_submission_target(
      inputs, [](std::uint64_t slot) -> Expected<std::optional<std::uint64_t>> { return slot; });
  CHECK(due_balances_slot(small_inputs(), time_of(5'120)).value() == target.value().slot);
}

TEST_CASE("before anything was accepted the first snapshot is due from the reference time on") {
  TargetInputs inputs = small_inputs();
  inputs.last_block = 0;
  inputs.reference_time = time_of(50);
  CHECK(due_balances_slot(inputs, time_of(49)).value() == std::nullopt);
  CHECK(due_balances_slot(inputs, time_of(51)).value() == 50);
  inputs.reference_time = 5;
  inputs.clock.genesis_time = 100'000;
  CHECK(due_balances_slot(inputs, 99'000).value() == std::nullopt);
  inputs.frequency_seconds = 0;
  CHECK(due_balances_slot(inputs, 99'000).error().kind == ErrorKind::invalid);
}

TEST_CASE("a snapshot for rewards is due at the last slot of the epoch that ends the interval") {
  // The interval ends in slot 4205, of the epoch that ends with slot 4223.
  RewardsTimingInputs inputs = small_interval();
  inputs.head_slot = 4'204;
  CHECK(due_rewards_slot(inputs).value() == std::nullopt);
  inputs.head_slot = 4'222;
  CHECK(due_rewards_slot(inputs).value() == std::nullopt);
  inputs.head_slot = 4'223;
  CHECK(due_rewards_slot(inputs).value() == 4'223);
  inputs.finalized_epoch = 133;
  const auto point = rewards_snapshot_point(
      inputs, [](std::uint64_t slot) -> Expected<std::optional<std::uint64_t>> { return slot; });
  CHECK(point.value()->target_slot == 4'223);
  inputs.interval_seconds = 0;
  CHECK(due_rewards_slot(inputs).error().kind == ErrorKind::invalid);
}
