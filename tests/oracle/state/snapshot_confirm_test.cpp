// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/snapshot_confirm.hpp"

#include <doctest/doctest.h>

#include "core/pg/database.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "schema/schema.hpp"
#include "tests/core/pg/test_server.hpp"
#include "tests/oracle/small_snapshot.hpp"

using namespace apsis;
using apsis::test::contains;

namespace {

/// Two snapshots: of block 160 on branch 1 and of block 170 on branch 2.
struct ConfirmFixture {
  Database database = open_database(new_test_database(), schema_migrations(), true).value();
  SnapshotStore store{database.connection};
  std::uint64_t final_block = 0;
  std::uint8_t branch = 1;
  std::uint64_t silent_block = 0;

  ConfirmFixture() {
    put(382, 160, 1);
    put(383, 170, 2);
  }
  void put(std::uint64_t slot, std::uint64_t block, std::uint8_t hash) {
    NetworkSnapshot snapshot = read_network_snapshot(apsis::test::small_snapshot).value();
    snapshot.interval.consensus_end_slot = slot;
    snapshot.interval.execution_end_block = block;
    SnapshotTaking taking;
    taking.block_hash = Bytes32{hash};
    store.put(snapshot, taking).value();
  }
  /// Every block of the final chain has its branch as hash.
  Expected<SnapshotConfirmation> confirm() {
    return confirm_snapshots(
        store,
        [this](const BlockRef& ref) -> Expected<BlockHeader> {
          BlockHeader out;
          const auto* number = std::get_if<std::uint64_t>(&ref.id);
          out.number = number == nullptr ? final_block : *number;
          out.hash = Bytes32{branch};
          if (out.number == silent_block)
            return fail(ErrorKind::unavailable, "no node knows the block");
          return out;
        },
        9000);
  }
};

}  // namespace

TEST_CASE_FIXTURE(ConfirmFixture, "a snapshot is confirmed once its block is final") {
  final_block = 159;
  silent_block = 1;
  CHECK(confirm()->confirmed.empty());
  final_block = 160;
  const auto done = confirm();
  REQUIRE(done);
  REQUIRE(done->confirmed.size() == 1);
  CHECK(done->confirmed[0].slot == 382);
  CHECK(store.find("382").value().taking.state == SnapshotState::confirmed);
  CHECK(store.find("383").value().taking.state == SnapshotState::unconfirmed);
}

TEST_CASE_FIXTURE(ConfirmFixture, "a snapshot of a lost branch is marked, to be taken again") {
  final_block = 200;
  silent_block = 1;
  const auto done = confirm();
  REQUIRE(done);
  REQUIRE(done->reorged.size() == 1);
  CHECK(done->reorged[0].slot == 383);
  CHECK(store.find("latest").value().slot == 382);
  CHECK(confirm()->reorged.empty());
  put(383, 170, 1);
  CHECK(confirm()->confirmed.size() == 1);
}

TEST_CASE_FIXTURE(ConfirmFixture, "a node that does not answer confirms nothing") {
  final_block = silent_block = 200;
  CHECK(contains(confirm().error().text(), "finalized block"));
  silent_block = 160;
  CHECK(confirm().error().kind == ErrorKind::unavailable);
  CHECK(store.unconfirmed(200).value().size() == 2);
}

TEST_CASE_FIXTURE(ConfirmFixture, "only a block that stays makes anybody an owner") {
  const auto ranges = [this] {
    pqxx::work work(database.connection.sql());
    return work.exec1("SELECT count(*), coalesce(min(from_slot), 0) FROM memberships");
  };
  CHECK(ranges()[0].as<int>() == 0);
  final_block = 200;
  silent_block = 1;
  REQUIRE(confirm());
  CHECK(ranges()[0].as<int>() == 1);
  CHECK(ranges()[1].as<int>() == 382);
}
