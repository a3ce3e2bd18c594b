// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/membership.hpp"

#include <doctest/doctest.h>

#include "core/pg/database.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "oracle/state/snapshot_store.hpp"
#include "schema/schema.hpp"
#include "tests/core/pg/test_server.hpp"
#include "tests/oracle/small_snapshot.hpp"

using namespace apsis;
using apsis::test::small_snapshot;

namespace {

struct MembershipFixture {
  Database database = open_database(new_test_database(), schema_migrations(), true).value();
  NetworkSnapshot snapshot = read_network_snapshot(small_snapshot).value();

  void put(std::uint64_t slot) {
    snapshot.interval.consensus_end_slot = slot;
    SnapshotTaking taking;
    taking.block_hash = Bytes32{};
    taking.state = SnapshotState::confirmed;
    REQUIRE(SnapshotStore(database.connection).put(snapshot, taking));
  }
  /// "kind from until" of each range, "-" for one that is open.
  std::string ranges() {
    pqxx::work work(database.connection.sql());
    std::string out;
    for (const pqxx::row& row :
         work.exec("SELECT kind, from_slot, coalesce(until_slot::text, '-') FROM memberships "
                   "ORDER BY kind, pubkey, from_slot"))
      out += row[0].as<std::string>() + " " + row[1].as<std::string>() + " " +
             row[2].as<std::string>() + "; ";
    return out;
  }
  std::string one(const std::string& query) {
    pqxx::work work(database.connection.sql());
    return work.exec1(query)[0].as<std::string>();
  }
};

}  // namespace

TEST_CASE_FIXTURE(MembershipFixture, "a range begins with the first snapshot that lists it") {
  put(382);
  CHECK(ranges() == "minipool 382 -; ");
  put(400);
  CHECK(ranges() == "minipool 382 -; ");
  put(350);
  CHECK(ranges() == "minipool 350 -; ");
  CHECK(one("SELECT validator FROM memberships") == "5");
}

TEST_CASE_FIXTURE(MembershipFixture, "a range ends with the first snapshot that lacks it") {
  put(382);
  const std::vector<Minipool> minipools = snapshot.nodes[0].minipools;
  snapshot.nodes[0].minipools.clear();
  put(390);
  CHECK(ranges() == "minipool 382 390; ");
  // An older one that lacks it ends nothing.
  put(370);
  CHECK(ranges() == "minipool 382 390; ");
  snapshot.nodes[0].minipools = minipools;
  put(395);
  CHECK(ranges() == "minipool 382 390; minipool 395 -; ");
  // Between two ranges: the later one begins earlier, and none overlaps another.
  put(392);
  CHECK(ranges() == "minipool 382 390; minipool 392 -; ");
  put(385);
  CHECK(ranges() == "minipool 382 390; minipool 392 -; ");
}

TEST_CASE_FIXTURE(MembershipFixture, "a minipool that never came to be is nobody's") {
  snapshot.nodes[0].minipools[0].exists = false;
  put(382);
  CHECK(ranges().empty());
}

TEST_CASE_FIXTURE(MembershipFixture, "a key that a megapool lists twice is one range") {
  Megapool megapool{
      .address = {3}, .node_bond = 4, .user_capital = 5, .validators = {}, .funds = {}};
  MegapoolValidator validator;
  validator.pubkey = Bytes48{8};
  megapool.validators = {validator, validator};
  snapshot.nodes[0].megapool = megapool;
  put(382);
  CHECK(ranges() == "megapool 382 -; minipool 382 -; ");
  CHECK(one("SELECT count(*) FROM memberships WHERE validator IS NULL") == "1");
}

TEST_CASE_FIXTURE(MembershipFixture, "an event moves a beginning back and a snapshot keeps it") {
  put(382);
  const Minipool& minipool = snapshot.nodes[0].minipools[0];
  const std::vector<MembershipEvent> events = {{minipool.address, minipool.pubkey, 100},
                                               {minipool.address, minipool.pubkey, 120},
                                               {Bytes20{9}, Bytes48{9}, 1}};
  CHECK(enter_membership_events(database.connection, "devnet", events).value() == 1);
  CHECK(ranges() == "minipool 100 -; ");
  put(350);
  CHECK(ranges() == "minipool 100 -; ");
  CHECK(enter_membership_events(database.connection, "other", events).value() == 0);
}

TEST_CASE_FIXTURE(MembershipFixture, "events without the table are an error") {
  {
    pqxx::work work(database.connection.sql());
    work.exec("DROP TABLE memberships CASCADE");
    work.commit();
  }
  const auto entered = enter_membership_events(database.connection, "devnet", {});
  REQUIRE(!entered);
  CHECK(entered.error().kind == ErrorKind::unavailable);
}
