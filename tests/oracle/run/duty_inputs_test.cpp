// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/duty_inputs.hpp"

#include <doctest/doctest.h>

#include "core/pg/database.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "oracle/state/snapshot_store.hpp"
#include "oracle/state/text_file.hpp"
#include "schema/schema.hpp"
#include "tests/core/pg/test_server.hpp"
#include "tests/core/temporary_folder.hpp"
#include "tests/oracle/small_snapshot.hpp"

using namespace apsis;
using apsis::test::contains;
using apsis::test::small_snapshot;

TEST_CASE("snapshots are taken from a folder by their block") {
  const TemporaryFolder folder;
  const SnapshotAt snapshot_at = snapshots_of_folder(folder.path());
  BlockHeader block;
  block.number = 160;
  CHECK(snapshot_at(382, block).error().kind == ErrorKind::unavailable);
  REQUIRE(write_text_file(folder / "snapshot-160.json", small_snapshot));
  CHECK(snapshot_at(382, block)->interval.execution_end_block == 160);
  REQUIRE(write_text_file(folder / "snapshot-160.json", "{}"));
  const auto bad = snapshot_at(382, block);
  CHECK(bad.error().kind == ErrorKind::decode);
  CHECK(contains(bad.error().text(), "snapshot-160.json"));
}

TEST_CASE("a snapshot comes from the database, else from the folder") {
  auto database = open_database(new_test_database(), schema_migrations(), true);
  REQUIRE(database);
  const TemporaryFolder folder;
  BlockHeader block;
  block.number = 160;
  block.hash = Bytes32{1};
  const SnapshotAt stored_alone = snapshots_of(database->connection, {});
  const SnapshotAt both = snapshots_of(database->connection, folder.path());
  CHECK(stored_alone(382, block).error().kind == ErrorKind::unavailable);
  CHECK(both(382, block).error().kind == ErrorKind::unavailable);
  REQUIRE(write_text_file(folder / "snapshot-160.json", small_snapshot));
  CHECK(both(382, block)->nodes[0].legacy_rpl == uint256("240000000000000000000"));
  NetworkSnapshot other = read_network_snapshot(small_snapshot).value();
  other.nodes[0].legacy_rpl = 7;
  SnapshotTaking taking;
  taking.block_hash = block.hash;
  REQUIRE(SnapshotStore(database->connection).put(other, taking));
  CHECK(both(382, block)->nodes[0].legacy_rpl == 7);
  CHECK(stored_alone(382, block).value() == other);
  {
    pqxx::work work(database->connection.sql());
    work.exec("DROP TABLE snapshots CASCADE");
    work.commit();
  }
  CHECK(both(382, block).error().kind == ErrorKind::unavailable);
}

TEST_CASE("a tree's snapshot ends with the interval, whichever slot it was taken for") {
  const NetworkSnapshot taken = read_network_snapshot(small_snapshot).value();
  const NetworkSnapshot ended =
      with_end(taken, {.index = 5, .intervals_passed = 2, .target_slot = 415});
  CHECK(ended.interval.last_slot == 415);
  CHECK(ended.interval.end_time_slot == 415);
  CHECK(ended.interval.intervals_passed == 2);
  NetworkSnapshot back = ended;
  back.interval = taken.interval;
  CHECK(back == taken);
}

TEST_CASE("a rewards file comes from the complete tree in the database, else from the folder") {
  auto database = open_database(new_test_database(), schema_migrations(), true);
  REQUIRE(database);
  const TemporaryFolder folder;
  std::optional<Error> missing = fail(ErrorKind::unavailable, "no snapshot").error();
  const auto files_of = [&](const std::filesystem::path& path) {
    return rewards_files_of(
        database->connection, "devnet", path,
        [&](std::uint64_t, const BlockHeader&) -> Expected<NetworkSnapshot> {
          if (missing) return std::unexpected(*missing);
          return read_network_snapshot(small_snapshot);
        },
        [](std::uint64_t) -> Expected<BlockHeader> { return BlockHeader{}; });
  };
  RewardsFileOf none = files_of({});
  RewardsFileOf files = files_of(folder.path());
  const RewardsSnapshotPoint five{.index = 5, .intervals_passed = 1, .target_slot = 383};
  CHECK(contains(none(five).error().text(), "no snapshot"));
  CHECK(files(five).error().kind == ErrorKind::unavailable);
  // With a snapshot the tree is begun, but no epoch of its chain is stored.
  missing.reset();
  CHECK(contains(none(five).error().text(), "interval 5"));
  RewardsSnapshotPoint elsewhere = five;
  elsewhere.target_slot = 384;
  CHECK(contains(none(elsewhere).error().text(), "last_slot"));
  missing = fail(ErrorKind::decode, "torn snapshot").error();
  CHECK(none(five).error().kind == ErrorKind::decode);
  missing = fail(ErrorKind::unavailable, "no snapshot").error();
  REQUIRE(write_text_file(folder / "rp-rewards-devnet-5.json", "from the folder"));
  CHECK(*files(five) == "from the folder");
  {
    pqxx::work work(database->connection.sql());
    work.exec(
        "INSERT INTO running_trees VALUES ('devnet', 5, 11, 1, 2, 2, true, '', '', 0, 0, 0, 0, 0, "
        "0, 0, 0, 'from the rows')");
    work.commit();
  }
  CHECK(*files(five) == "from the rows");
  CHECK(*none(five) == "from the rows");
  {
    pqxx::work work(database->connection.sql());
    work.exec("DROP TABLE running_trees CASCADE");
    work.commit();
  }
  CHECK(none(five).error().kind == ErrorKind::unavailable);
}
