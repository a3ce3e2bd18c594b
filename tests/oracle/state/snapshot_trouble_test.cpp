// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "oracle/chain/contract_call.hpp"
#include "tests/oracle/small_snapshot.hpp"
#include "tests/oracle/state/taker_fixture.hpp"

using namespace apsis;
using apsis::test::contains;
using apsis::test::TakerFixture;

namespace {

Error failure(SnapshotTaker& taker, const TakeOrder& order = {}) {
  const auto taken = taker.take(order);
  REQUIRE(!taken);
  CHECK(taker.counts().taken == 0);
  return taken.error();
}

}  // namespace

TEST_CASE_FIXTURE(TakerFixture, "one wrong value of two nodes stops a snapshot and is shown") {
  if (!first) return;
  set_head(4);
  // getNodeDepositCredit of somebody.
  const auto& function = contract_function("RocketNodeDeposit", "getNodeDepositCredit");
  REQUIRE(second->faults().add("wrong=" + to_hex(function.selector)));
  const Error error = failure(*taker);
  CHECK(error.kind == ErrorKind::mismatch);
  CHECK(contains(error.text(), "getNodeDepositCredit"));
  CHECK(contains(error.text(), second->url()));
  check_nothing_stored();
}

TEST_CASE_FIXTURE(TakerFixture, "a sub-call that fails is named, and nothing is stored") {
  if (!first) return;
  set_head(4);
  const auto& function = contract_function("RocketDepositPool", "getUserBalance");
  const auto network_json = apsis::test::recorded_json(*recording, "network", 4);
  const std::string pool = lower_case(
      network_json.at("contracts").at("rocketDepositPool").at("address").get<std::string>());
  for (ExecutionServer* server : {first.get(), second.get()})
    REQUIRE(server->faults().add("answer=" + pool + ":" + to_hex(function.selector) + ":0x"));
  const Error error = failure(*taker);
  CHECK(contains(error.text(), "getUserBalance"));
  CHECK(contains(error.text(), pool));
  check_nothing_stored();
}

TEST_CASE_FIXTURE(TakerFixture, "a snapshot of a state that no node keeps needs an archive node") {
  if (!first) return;
  set_head(4);
  REQUIRE(first->faults().add("pruned=800"));
  REQUIRE(second->faults().add("pruned=800"));
  const Error error = failure(*taker, {.block = 747});
  CHECK(error.kind == ErrorKind::unavailable);
  CHECK(contains(error.text(), "missing trie node"));
  check_nothing_stored();
  auto archive = sparring_node();
  archive->set_head(747);
  use_nodes(first->url() + "," + second->url(), archive->url());
  const auto taken = taker->take({.block = 747});
  REQUIRE_MESSAGE(taken, taken.error().text());
  CHECK(taken->taking.used_archive);
  CHECK(taker->counts().archived == 1);
}

TEST_CASE_FIXTURE(TakerFixture, "a block that one of two nodes replaced is no snapshot's block") {
  if (!first) return;
  set_head(4);
  REQUIRE(second->faults().add("reorg=740"));
  const Error error = failure(*taker, {.block = 747});
  CHECK(error.kind == ErrorKind::mismatch);
  check_nothing_stored();
}

TEST_CASE_FIXTURE(TakerFixture, "a lagging node and one of another chain are left out") {
  if (!first) return;
  set_head(4);
  REQUIRE(second->faults().add("lag=50"));
  REQUIRE(nodes->check());
  const auto taken = taker->take({});
  REQUIRE_MESSAGE(taken, taken.error().text());
  CHECK(taken->block_number == 747);
  second->faults().clear();
  REQUIRE(second->faults().add("chain=5"));
  REQUIRE(first->faults().add("chain=5"));
  use_nodes(first->url() + "," + second->url());
  const auto checked = nodes->check();
  REQUIRE(!checked);
  CHECK(checked.error().kind == ErrorKind::usage);
  CHECK(contains(checked.error().text(), "chain"));
  CHECK(!taker->take({.again = true}));
}

TEST_CASE_FIXTURE(TakerFixture, "two beacon nodes that tell another balance stop a snapshot") {
  if (!first) return;
  set_head(4);
  beacon_b->wrong_gwei = 1;
  const Error error = failure(*taker);
  CHECK(error.kind == ErrorKind::mismatch);
  CHECK(contains(error.text(), beacon_b->url()));
  check_nothing_stored();
}

TEST_CASE_FIXTURE(TakerFixture, "a snapshot without rows and without a beacon node is refused") {
  if (!first) return;
  set_head(4);
  beacon.reset();
  use_nodes(first->url() + "," + second->url());
  const Error error = failure(*taker);
  CHECK(contains(error.text(), "beacon side"));
  check_nothing_stored();
}
