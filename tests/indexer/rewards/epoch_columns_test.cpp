// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/rewards/epoch_columns.hpp"

#include <doctest/doctest.h>

namespace {

using namespace apsis;

/// An epoch of two validators in which nothing happened.
EpochLedger quiet_epoch() {
  EpochLedger ledger;
  ledger.epoch = 9;
  ledger.balance_start_gwei = {100, 200};
  ledger.balance_end_gwei = {100, 200};
  return ledger;
}

}  // namespace

TEST_CASE("bookings that explain the change of a balance become columns") {
  EpochLedger ledger = quiet_epoch();
  ledger.bookings = {
      {0, Component::sync, -5}, {0, Component::sync, 7}, {1, Component::slashing, -300}};
  ledger.saturations = {{1, Component::slashing, 100}};
  ledger.balance_end_gwei = {102, 0};
  const auto columns = open_columns(ledger);
  REQUIRE(columns.has_value());
  CHECK(columns->component_gwei[static_cast<std::size_t>(Component::sync)][0] == 2);
  CHECK(columns->max_sync_gwei[0] == 12);
  CHECK(columns->saturated_gwei[1] == 100);
}

TEST_CASE("a balance that changed by something else is an error that names the validator") {
  EpochLedger ledger = quiet_epoch();
  ledger.balance_end_gwei[1] = 201;
  const auto columns = open_columns(ledger);
  REQUIRE_FALSE(columns.has_value());
  CHECK(columns.error().kind == ErrorKind::mismatch);
  CHECK(columns.error().text().find("epoch 9, validator 1") != std::string::npos);
  CHECK(columns.error().text().find("changed by 1 gwei, but 0 gwei") != std::string::npos);
}

TEST_CASE("duties of the epoch before count towards the change of a balance") {
  EpochLedger ledger = quiet_epoch();
  ledger.duties.amounts = {{.reward_gwei = {10, 20, 5}, .penalty_gwei = {10, 20, 0}}};
  ledger.duties.effective_balance_gwei = {0, 0};
  ledger.duties.flags = {DutyBooking::eligible_bit | 7, DutyBooking::eligible_bit};
  ledger.duties.inactivity_gwei = {0, -1};
  ledger.balance_end_gwei = {135, 169};
  const auto columns = open_columns(ledger);
  REQUIRE(columns.has_value());
  CHECK(columns->duties_before_gwei == std::vector<std::int64_t>{35, -31});
}

TEST_CASE("a validator that came in within the epoch starts from 0") {
  EpochLedger ledger = quiet_epoch();
  ledger.balance_end_gwei.push_back(32);
  ledger.bookings = {{2, Component::deposits, 32}};
  const auto columns = open_columns(ledger);
  REQUIRE(columns.has_value());
  CHECK(columns->balance_start_gwei[2] == 0);
}
