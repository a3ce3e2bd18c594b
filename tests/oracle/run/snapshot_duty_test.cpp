// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/snapshot_duty.hpp"

#include <doctest/doctest.h>

#include "tests/oracle/small_snapshot.hpp"
#include "tests/oracle/state/taker_fixture.hpp"

using namespace apsis;
using apsis::test::contains;

namespace {

/// A run over the recording: balances are wanted of slot 467383, the one of block 747.
struct SnapshotDutyFixture : apsis::test::TakerFixture {
  std::unique_ptr<HttpServer> parents = serve_parents();
  BeaconReader slots{*parse_url(parents->url())};
  std::unique_ptr<ContractReader> reader;
  std::unique_ptr<SnapshotDuty> duty;
  Moment moment;

  SnapshotDutyFixture() {
    if (!first) return;
    duty = std::make_unique<SnapshotDuty>(
        parse_nodes(beacon_a->url() + "," + beacon_b->url()).value());
    moment.clock.genesis_time = network.genesis_time;
    moment.state.balances_enabled = true;
    moment.state.balances_block = 700;
    moment.state.balances_frequency = 86'400;
    use_nodes(first->url() + "," + second->url());
    reader = std::make_unique<ContractReader>(*nodes, network);
  }
  /// The accepted block stands for a slot one day before block 747's.
  static std::unique_ptr<HttpServer> serve_parents() {
    auto server = HttpServer::start(loopback_address, 0, [](const HttpRequest&) {
      HttpResponse out;
      out.body = R"({"data": {"header": {"message": {"slot": "460182"}}}})";
      return out;
    });
    REQUIRE(server);
    return std::move(*server);
  }
  Expected<DutyReport> step(std::uint64_t head_slot, std::uint64_t final_epoch) {
    moment.state.block.timestamp = moment.clock.time_of(head_slot);
    moment.finalized_epoch = final_epoch;
    return duty->step({*nodes, *reader, network, slots, database.connection, std::nullopt, {}},
                      moment);
  }
};

}  // namespace

TEST_CASE_FIXTURE(SnapshotDutyFixture, "a run takes a target's snapshot while it is the head") {
  if (!first) return;
  set_head(4);
  const auto early = step(467382, 14500);
  REQUIRE_MESSAGE(early, early.error().text());
  CHECK(duty->counts().taken == 0);
  const auto due = step(467383, 14500);
  REQUIRE_MESSAGE(due, due.error().text());
  CHECK(contains(due->text, "took the snapshot of slot 467383, block 747"));
  CHECK(due->target_slot == 467383);
  CHECK(duty->counts().taken == 1);
  // Later heads find it as it was.
  CHECK(step(467384, 14500)->text.empty());
  CHECK(duty->counts().taken == 1);
  CHECK(count("snapshots") == 1);
  // Once the block is final it is confirmed.
  set_head(5);
  REQUIRE(step(474476, 14800));
  CHECK(duty->counts().confirmed == 1);
  CHECK(count("memberships") > 20);
}

TEST_CASE_FIXTURE(SnapshotDutyFixture, "a run takes a snapshot again when its block is replaced") {
  if (!first) return;
  set_head(4);
  REQUIRE(step(467383, 14500));
  for (ExecutionServer* server : {first.get(), second.get()})
    REQUIRE(server->faults().add("reorg=747"));
  const auto again = step(467384, 14500);
  REQUIRE_MESSAGE(again, again.error().text());
  CHECK(contains(again->text, "took the snapshot of slot 467383"));
  CHECK(duty->counts().taken == 2);
  CHECK(count("snapshots") == 2);
}

TEST_CASE_FIXTURE(SnapshotDutyFixture,
                  "a run waits for what no node keeps, and tells differences") {
  if (!first) return;
  set_head(4);
  for (ExecutionServer* server : {first.get(), second.get()})
    REQUIRE(server->faults().add("pruned=800"));
  const auto waits = step(467383, 14500);
  REQUIRE(waits);
  CHECK(waits->state == DutyState::waiting_input);
  CHECK(contains(waits->text, "missing trie node"));
  // Not at every head.
  CHECK(step(467384, 14500)->text.empty());
  CHECK(duty->counts().failed == 1);
  first->faults().clear();
  second->faults().clear();
  beacon_a->wrong_gwei = 1;
  const auto differs = step(467390, 14500);
  REQUIRE(!differs);
  CHECK(differs.error().kind == ErrorKind::mismatch);
  beacon_a->wrong_gwei = 0;
  CHECK(contains(step(467400, 14500)->text, "took the snapshot"));
  CHECK(count("snapshots") == 1);
}
