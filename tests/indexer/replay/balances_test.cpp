// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/balances.hpp"

#include <doctest/doctest.h>

#include "indexer/replay/exits.hpp"
#include "tests/indexer/replay/sample_chain.hpp"

using namespace apsis;

TEST_CASE("a balance stops at 0 and the ledger tells what was not taken") {
  const SampleChain chain;
  auto run = chain.start([](SszBuilder& s) { s["balances"].at(4).set(10); });
  REQUIRE(run.has_value());
  Ledger ledger;
  attach_ledger(*run, ledger);
  decrease_balance(*run, 4, 7, Component::sync);
  decrease_balance(*run, 4, 7, Component::sync);
  CHECK(run->state.balances[4] == 0);
  REQUIRE(ledger.now.bookings.size() == 2);
  CHECK(ledger.now.bookings[1].amount_gwei == -7);
  REQUIRE(ledger.now.saturations.size() == 1);
  CHECK(ledger.now.saturations[0].validator == 4);
  CHECK(ledger.now.saturations[0].not_taken_gwei == 4);
}

TEST_CASE("duties stop at 0 flag by flag") {
  const SampleChain chain;
  auto run = chain.start();
  REQUIRE(run.has_value());
  Ledger ledger;
  attach_ledger(*run, ledger);
  REQUIRE(process_slots(*run, 8).has_value());
  run->state.balances.set(9, 1);  // too late for the effective balance to follow
  REQUIRE(process_slots(*run, 16).has_value());
  CHECK(run->state.balances[9] == 0);
  std::uint64_t not_taken = 0;
  std::int64_t booked = 0;
  for (const EpochLedger& epoch : ledger.finished) {
    for (const Saturation& entry : epoch.saturations) {
      CHECK(entry.validator == 9);
      not_taken += entry.not_taken_gwei;
    }
    if (!epoch.duties.booked) continue;
    booked += epoch.duties.flag_gwei(9, 0) + epoch.duties.flag_gwei(9, 1);
  }
  CHECK(booked < 0);
  CHECK(static_cast<std::int64_t>(not_taken) == -booked - 1);
}

TEST_CASE("exits pass by number up to Deneb: so many an epoch, the next ones an epoch later") {
  const SampleChain chain(Fork::deneb);
  auto run = chain.start();
  REQUIRE(run.has_value());
  const std::uint64_t limit = get_validator_churn_limit(*run);
  CHECK(limit == 4);
  for (std::size_t i = 0; i < 2 * limit + 1; ++i) {
    REQUIRE(initiate_validator_exit(*run, i).has_value());
    CHECK(run->state.validators.exit_epoch[i] == 5 + i / limit);
  }
}

TEST_CASE("exits pass by balance since Electra, and a balance larger than the churn takes epochs") {
  const SampleChain chain(Fork::electra);
  auto run = chain.start();
  REQUIRE(run.has_value());
  CHECK(get_activation_exit_churn_limit(*run) == 128'000'000'000);
  for (std::size_t i = 0; i < 9; ++i) {
    REQUIRE(initiate_validator_exit(*run, i).has_value());
    CHECK(run->state.validators.exit_epoch[i] == 5 + i / 4);
  }
  const auto epoch = compute_exit_epoch_and_update_churn(*run, 300'000'000'000);
  REQUIRE(epoch.has_value());
  CHECK(*epoch == 9);  // 96 are left of epoch 7, 204 more need two further epochs
  CHECK(run->state.exit_balance_to_consume_gwei == 52'000'000'000);
}
