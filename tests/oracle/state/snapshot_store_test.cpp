// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/snapshot_store.hpp"

#include <doctest/doctest.h>

#include "core/hex.hpp"
#include "core/pg/database.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "oracle/state/snapshot_writer.hpp"
#include "schema/schema.hpp"
#include "tests/core/pg/test_server.hpp"
#include "tests/oracle/small_snapshot.hpp"

using namespace apsis;
using apsis::test::contains;
using apsis::test::small_snapshot;

namespace {

struct StoreFixture {
  Database database = open_database(new_test_database(), schema_migrations(), true).value();
  SnapshotStore store{database.connection};
  NetworkSnapshot snapshot = read_network_snapshot(small_snapshot).value();

  SnapshotTaking taking(std::uint8_t block, std::uint64_t taken_at = 5000) const {
    SnapshotTaking out;
    out.block_hash = Bytes32{block};
    out.taken_at = taken_at;
    out.cost = {.sub_calls = 100, .requests = 3, .answer_bytes = 4096, .milliseconds = 20};
    return out;
  }
  void sql(const std::string& text) {
    pqxx::work work(database.connection.sql());
    work.exec(text);
    work.commit();
  }
};

}  // namespace

TEST_CASE_FIXTURE(StoreFixture, "a stored snapshot comes back with how it was taken") {
  SnapshotTaking how = taking(1);
  how.origin = SnapshotOrigin::cached;
  how.used_archive = true;
  const auto stored = store.put(snapshot, how);
  REQUIRE_MESSAGE(stored, (stored ? "" : stored.error().text()));
  const StoredSnapshot found = store.find("latest").value();
  CHECK(found.id == stored->id);
  CHECK(found.taking == how);
  CHECK(found.slot == 382);
  CHECK(found.block_number == 160);
  CHECK(found.network == "devnet");
  CHECK(store.file(found.content_hash).value() == write_network_snapshot(snapshot));
}

TEST_CASE_FIXTURE(StoreFixture, "equal contents are kept once, each taking is a row of its own") {
  const auto first = store.put(snapshot, taking(1)).value();
  CHECK(store.put(snapshot, taking(1, 6000)).value().id == first.id);
  const auto second = store.put(snapshot, taking(2)).value();
  CHECK(second.id != first.id);
  CHECK(second.content_hash == first.content_hash);
  CHECK(store.list().value().size() == 2);
}

TEST_CASE_FIXTURE(StoreFixture, "a name is latest, a slot or the beginning of the content hash") {
  const std::string hash = to_hex(store.put(snapshot, taking(1)).value().content_hash);
  CHECK(store.find("382"));
  CHECK(store.find(hash));
  CHECK(store.find(hash.substr(0, 8)));
  for (const char* wrong : {"383", "newest", "0x12", "0xzzzzzzzz", "0x0000000000", ""}) {
    const auto found = store.find(wrong);
    REQUIRE(!found);
    CHECK(found.error().kind == ErrorKind::usage);
  }
}

TEST_CASE_FIXTURE(StoreFixture, "a snapshot whose block was reorganised away gives way") {
  const auto lost = store.put(snapshot, taking(1, 6000)).value();
  snapshot.nodes[0].legacy_rpl += 1;
  const auto retaken = store.put(snapshot, taking(2, 5000)).value();
  CHECK(store.find("latest").value().id == lost.id);
  CHECK(store.mark(lost, SnapshotState::reorged, 7000));
  CHECK(store.find("latest").value().id == retaken.id);
  CHECK(store.find("382").value().id == retaken.id);
  const auto open = store.unconfirmed(160).value();
  REQUIRE(open.size() == 1);
  CHECK(open[0].id == retaken.id);
  CHECK(store.unconfirmed(159).value().empty());
  CHECK(store.mark(retaken, SnapshotState::confirmed, 7000));
  CHECK(store.unconfirmed(160).value().empty());
  CHECK(store.find("latest").value().checked_at == 7000);
}

TEST_CASE_FIXTURE(StoreFixture, "a block finds its own snapshot, else one imported for it") {
  CHECK(!store.at_block(382, 160, Bytes32{1}).value());
  SnapshotTaking imported;
  imported.origin = SnapshotOrigin::imported;
  const auto file = store.put(snapshot, imported).value();
  CHECK(store.at_block(382, 160, Bytes32{1}).value()->id == file.id);
  CHECK(!store.at_block(382, 161, Bytes32{1}).value());
  const auto own = store.put(snapshot, taking(1)).value();
  CHECK(store.at_block(382, 160, Bytes32{1}).value()->id == own.id);
  CHECK(store.at_block(382, 160, Bytes32{2}).value()->id == file.id);
  CHECK(store.mark(own, SnapshotState::reorged, 7000));
  CHECK(store.mark(file, SnapshotState::reorged, 7000));
  CHECK(!store.at_block(382, 160, Bytes32{1}).value());
  sql("DROP TABLE snapshots CASCADE");
  CHECK(store.at_block(382, 160, Bytes32{1}).error().kind == ErrorKind::unavailable);
}

TEST_CASE_FIXTURE(StoreFixture, "a file that is no longer what was stored is refused") {
  const auto stored = store.put(snapshot, taking(1)).value();
  sql("UPDATE snapshot_files SET file = '\\x7b7d'");
  const auto file = store.file(stored.content_hash);
  REQUIRE(!file);
  CHECK(file.error().kind == ErrorKind::mismatch);
  CHECK(store.file(Bytes32{9}).error().kind == ErrorKind::usage);
}

TEST_CASE_FIXTURE(StoreFixture, "a row with a broken hash is refused") {
  store.put(snapshot, taking(1)).value();
  sql("UPDATE snapshots SET block_hash = '\\x01'");
  const auto all = store.list();
  REQUIRE(!all);
  CHECK(all.error().kind == ErrorKind::mismatch);
  CHECK(contains(all.error().text(), "snapshot_id 1"));
}

TEST_CASE_FIXTURE(StoreFixture, "a database without the tables is an error, not an exception") {
  sql("DROP TABLE snapshots CASCADE");
  CHECK(store.put(snapshot, taking(1)).error().kind == ErrorKind::unavailable);
  CHECK(store.list().error().kind == ErrorKind::unavailable);
  CHECK(store.find("latest").error().kind == ErrorKind::unavailable);
  CHECK(store.unconfirmed(1).error().kind == ErrorKind::unavailable);
  CHECK(store.mark({}, SnapshotState::reorged, 1).error().kind == ErrorKind::unavailable);
}
