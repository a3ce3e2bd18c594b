// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/snapshot_taker.hpp"

#include <doctest/doctest.h>

#include "oracle/balances/network_balances.hpp"
#include "oracle/interval/approximate_share.hpp"
#include "tests/oracle/small_snapshot.hpp"
#include "tests/oracle/state/taker_fixture.hpp"

using namespace apsis;
using apsis::test::contains;
using apsis::test::recorded_blocks;
using apsis::test::recorded_json;
using apsis::test::recorded_number;
using apsis::test::TakerFixture;
using nlohmann::json;

namespace {

/// What a snapshot has beyond what the recording tells of the contracts.
NetworkSnapshot contracts_side(NetworkSnapshot snapshot) {
  snapshot.network.clear();
  snapshot.clock = ChainClock{};
  IntervalBounds bounds;
  bounds.index = snapshot.interval.index;
  bounds.length_seconds = snapshot.interval.length_seconds;
  snapshot.interval = bounds;
  for (Node& node : snapshot.nodes) {
    for (Minipool& minipool : node.minipools) {
      minipool.beacon.reset();
      minipool.funds->user_share.reset();
    }
    if (!node.megapool) continue;
    node.megapool->funds->split.reset();
    node.megapool->funds->split_sample.reset();
    for (MegapoolValidator& validator : node.megapool->validators) validator.beacon.reset();
  }
  return snapshot;
}

void check_balances(const NetworkSnapshot& snapshot, const json& expected) {
  const auto share = approximate_staker_share(snapshot, ruleset_v11);
  REQUIRE_MESSAGE(share, share.error().text());
  const auto result = compute_balances(snapshot, int256(*share));
  REQUIRE_MESSAGE(result, result.error().text());
  const json& submission = expected.at("submission");
  CHECK(result->submission.block == submission.at("block"));
  CHECK(result->submission.slot_timestamp == submission.at("slotTimestamp"));
  CHECK(result->submission.total_eth == int256(recorded_number(submission.at("totalEth"))));
  CHECK(result->submission.staking_eth == int256(recorded_number(submission.at("stakingEth"))));
  CHECK(result->submission.reth_supply == recorded_number(submission.at("rethSupply")));
}

}  // namespace

TEST_CASE_FIXTURE(TakerFixture, "snapshots taken one after another are what the contracts held") {
  if (!first) return;
  std::uint64_t full_calls = 0;
  for (int i = 1; i <= 5; ++i) {
    CAPTURE(i);
    set_head(i);
    const auto taken = taker->take({});
    REQUIRE_MESSAGE(taken, taken.error().text());
    CHECK(taken->block_number == recorded_blocks[i - 1]);
    CHECK(taken->taking.origin == (i == 1 ? SnapshotOrigin::full : SnapshotOrigin::cached));
    CHECK(taken->taking.cost.answer_bytes > taken->taking.cost.sub_calls);
    CHECK(taken->taking.cost.requests > 3);
    if (i == 1) full_calls = taken->taking.cost.sub_calls;
    const NetworkSnapshot snapshot = stored(*taken);
    CHECK(contracts_side(snapshot) ==
          apsis::test::recorded_truth(recorded_json(*recording, "network", i)));
    check_balances(snapshot, recorded_json(*recording, "expected", i));
    // The same again is what is there; all asked again gives the same.
    CHECK(taker->take({})->id == taken->id);
    CHECK(taker->take({.again = true})->content_hash == taken->content_hash);
  }
  CHECK(taker->counts().known == 8);
  CHECK(full_calls > taker->counts().last.sub_calls / 2);
  CHECK(first->unanswered().empty());
}

TEST_CASE_FIXTURE(TakerFixture, "a snapshot with an earlier one's facts is the one without") {
  if (!first) return;
  set_head(2);
  REQUIRE(taker->take({}));
  set_head(3);
  const auto cached = taker->take({});
  REQUIRE_MESSAGE(cached, cached.error().text());
  {
    pqxx::work work(database.connection.sql());
    work.exec("DELETE FROM captures");
    work.commit();
  }
  const auto full = taker->take({.again = true});
  REQUIRE(full);
  CHECK(taker->counts().known == 1);
  CHECK(full->content_hash == cached->content_hash);
}

TEST_CASE_FIXTURE(TakerFixture, "a snapshot at a slot is of its last block up to there") {
  if (!first) return;
  set_head(4);
  const auto by_slot = taker->take({.slot = 467383});
  REQUIRE_MESSAGE(by_slot, by_slot.error().text());
  CHECK(by_slot->block_number == 747);
  const NetworkSnapshot snapshot = stored(*by_slot);
  CHECK(snapshot.interval.consensus_end_slot == 467383);
  CHECK(snapshot.interval.index == 2);
  CHECK(snapshot.interval.intervals_passed == 1);
  // Interval 2 began in slot 403493, so with the epoch after it; no block came for a long time.
  CHECK(snapshot.interval.first_slot == 403520);
  CHECK(snapshot.interval.last_slot == 467391);
  CHECK(snapshot.interval.consensus_start_slot >= snapshot.interval.first_slot);
  CHECK(taker->take({.slot = 467383, .block = 747})->id == by_slot->id);
  const auto early = taker->take({.slot = 467384});
  REQUIRE(!early);
  CHECK(early.error().kind == ErrorKind::unavailable);
  CHECK(contains(early.error().text(), "slot 467384"));
  const auto other = taker->take({.slot = 467000, .block = 747});
  REQUIRE(!other);
  CHECK(other.error().kind == ErrorKind::mismatch);
}

TEST_CASE_FIXTURE(TakerFixture, "a slot's snapshot is none that ends with another slot's epoch") {
  if (!first) return;
  set_head(4);
  const auto right = taker->take({.slot = 467383});
  REQUIRE_MESSAGE(right, right.error().text());
  // As if no block had come until the next epoch, and a slot of that had been wanted.
  NetworkSnapshot later = stored(*right);
  later.interval.last_slot = later.interval.end_time_slot = 467423;
  SnapshotTaking taking = right->taking;
  ++taking.taken_at;
  SnapshotStore store(database.connection);
  const auto other = store.put(later, taking);
  REQUIRE(other);
  CHECK(store.at_block(467383, 747, *taking.block_hash).value()->id == other->id);
  CHECK(store.all_at_block(467383, 747, *taking.block_hash)->size() == 2);
  CHECK(taker->take({.slot = 467383})->id == right->id);
  CHECK(taker->counts().taken == 1);
  {
    pqxx::work work(database.connection.sql());
    work.exec("DELETE FROM captures; DELETE FROM snapshots WHERE snapshot_id = " +
              std::to_string(right->id));
    work.commit();
  }
  const auto again = taker->take({.slot = 467383});
  REQUIRE_MESSAGE(again, again.error().text());
  CHECK(again->content_hash == right->content_hash);
  CHECK(taker->counts().taken == 2);
  // A file that is not what its name says is an error, not another taking.
  {
    pqxx::work work(database.connection.sql());
    work.exec("UPDATE snapshot_files SET file = ''");
    work.commit();
  }
  use_nodes(first->url() + "," + second->url());
  CHECK(taker->take({.slot = 467383}).error().kind == ErrorKind::mismatch);
}

TEST_CASE_FIXTURE(TakerFixture, "a snapshot is confirmed once its block is final") {
  if (!first) return;
  set_head(4);
  REQUIRE(taker->take({}));
  CHECK(taker->confirm()->confirmed.empty());
  CHECK(count("memberships") == 0);
  set_head(5);
  const auto done = taker->confirm();
  REQUIRE_MESSAGE(done, done.error().text());
  CHECK(done->confirmed.size() == 1);
  CHECK(taker->counts().confirmed == 1);
  CHECK(count("memberships") > 20);
  // Minipools and megapool validators begin when their pools told of them, before the snapshot.
  CHECK(count("memberships WHERE from_event AND kind = 'minipool'") > 10);
  CHECK(count("memberships WHERE from_event AND kind = 'megapool'") > 10);
  CHECK(count("memberships WHERE from_event AND from_slot >= 467383") == 0);
  CHECK(count("snapshots WHERE events_entered") == 1);
  const auto next = taker->take({});
  REQUIRE(next);
  CHECK(next->taking.origin == SnapshotOrigin::cached);
}

TEST_CASE_FIXTURE(TakerFixture, "a snapshot whose block was replaced is taken again") {
  if (!first) return;
  set_head(4);
  const auto lost = taker->take({});
  REQUIRE(lost);
  set_head(5);
  // The other branch's state of that block is gone everywhere but in the archive.
  auto archive = sparring_node();
  archive->set_head(857);
  for (ExecutionServer* server : {first.get(), second.get(), archive.get()})
    REQUIRE(server->faults().add("reorg=740"));
  REQUIRE(first->faults().add("pruned=800"));
  REQUIRE(second->faults().add("pruned=800"));
  const auto failed = taker->confirm();
  REQUIRE(!failed);
  CHECK(contains(failed.error().text(), "missing trie node"));
  CHECK(taker->counts().reorged == 1);
  CHECK(taker->counts().retaken == 0);
  use_nodes(first->url() + "," + second->url(), archive->url());
  // What could not be taken again yet is tried at each confirmation.
  const auto done = taker->confirm();
  REQUIRE_MESSAGE(done, done.error().text());
  CHECK(taker->counts().retaken == 1);
  CHECK(taker->counts().archived == 1);
  CHECK(count("memberships") == 0);
  SnapshotStore store(database.connection);
  const auto again = store.find("467383").value();
  CHECK(again.id != lost->id);
  CHECK(again.taking.block_hash != lost->taking.block_hash);
  CHECK(again.taking.used_archive);
  // Facts of the lost block are not used.
  CHECK(again.taking.origin == SnapshotOrigin::full);
  CHECK(taker->confirm()->confirmed.size() == 1);
  CHECK(count("memberships") > 20);
}

TEST_CASE_FIXTURE(TakerFixture, "facts that contradict the chain are not used") {
  if (!first) return;
  set_head(1);
  const auto right = taker->take({});
  REQUIRE(right);
  Captured wrong;
  wrong.snapshot = stored(*right);
  for (std::uint8_t i = 1; i < 9; ++i) {
    Node node = wrong.snapshot.nodes[0];
    node.address = Bytes20{i};
    node.minipools.clear();
    wrong.snapshot.nodes.push_back(node);
  }
  SnapshotTaking taking = right->taking;
  const auto other = SnapshotStore(database.connection).put(wrong.snapshot, taking);
  REQUIRE(other);
  ContractReader reader(*nodes, network);
  const auto book = read_contract_book(reader, network, BlockTag::latest);
  const auto block = nodes->header(recorded_blocks[0]);
  REQUIRE(CaptureStore(database.connection).put(wrong, *book, *block, other->content_hash));
  set_head(2);
  const auto taken = taker->take({});
  REQUIRE_MESSAGE(taken, taken.error().text());
  CHECK(taken->taking.origin == SnapshotOrigin::full);
  CHECK(contracts_side(stored(*taken)) ==
        apsis::test::recorded_truth(recorded_json(*recording, "network", 2)));
}
