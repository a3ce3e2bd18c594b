// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "core/pg/database.hpp"
#include "indexer/rewards_command.hpp"
#include "indexer/status_command.hpp"
#include "indexer/store/rewards_csv.hpp"
#include "indexer/store/store.hpp"
#include "schema/schema.hpp"
#include "tests/core/pg/test_server.hpp"
#include "tests/core/temporary_folder.hpp"
#include "tests/indexer/store/sample_records.hpp"

using namespace apsis;

namespace {

/// Ends every other session of the database, as a server that goes down does.
void end_other_sessions(const std::string& database) {
  auto other = open_database(database, schema_migrations(), false);
  REQUIRE(other.has_value());
  pqxx::nontransaction(other->connection.sql())
      .exec(
          "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
          "WHERE datname = current_database() AND pid <> pg_backend_pid()");
}

}  // namespace

TEST_CASE(
    "a server that goes away between or inside epochs is an error, and nothing is half written") {
  const std::string database = new_test_database();
  const std::vector<EpochRecord> records = sample_records(3, 6, 9);
  {
    auto store = Store::open({database, std::nullopt, {}});
    REQUIRE(store.has_value());
    REQUIRE(store->put_chain(sample_chain()).has_value());
    REQUIRE(store->put_epoch(records[0]).has_value());
    end_other_sessions(database);
    const auto put = store->put_epoch(records[1]);
    REQUIRE(!put.has_value());
    CHECK(put.error().kind == ErrorKind::unavailable);
    CHECK(put.error().text().find("lost") != std::string::npos);
    CHECK(!store->put_epoch(records[1]).has_value());
    CHECK(!store->cursor().has_value());
  }
  {
    // Inside: a trigger ends the session while the epoch's last rows are written.
    auto store = Store::open({database, std::nullopt, {}});
    REQUIRE(store.has_value());
    pqxx::nontransaction(store->connection().sql())
        .exec(
            "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END'; "
            "CREATE TRIGGER die BEFORE INSERT ON deposits FOR EACH ROW EXECUTE FUNCTION die()");
    const auto put = store->put_epoch(records[1]);
    REQUIRE(!put.has_value());
    CHECK(put.error().kind == ErrorKind::unavailable);
  }
  auto store = Store::open({database, std::nullopt, {}});
  REQUIRE(store.has_value());
  CHECK(store->cursor()->value().last_epoch.value == 0);
  pqxx::nontransaction(store->connection().sql()).exec("DROP FUNCTION die() CASCADE");
  CHECK(store->put_epoch(records[1]) == PutResult::written);
}

TEST_CASE("a table that cannot be written out is an error") {
  auto store = Store::open({new_test_database(), std::nullopt, {}});
  REQUIRE(store.has_value());
  REQUIRE(store->put_chain(sample_chain()).has_value());
  REQUIRE(store->put_epoch(sample_records(1, 6, 9)[0]).has_value());
  const auto done =
      write_rewards_csv(store->connection(), {}, [](std::string_view) { return false; });
  REQUIRE(!done.has_value());
  CHECK(done.error().kind == ErrorKind::unavailable);
}

TEST_CASE("readers' commands give the exit statuses that scripts rely on") {
  const TemporaryFolder folder;
  const auto status = [](const std::string& database, bool json, bool checksums) {
    return run_status({database, json, checksums});
  };
  const auto rewards = [](const std::string& database, bool csv,
                          std::optional<std::uint64_t> from = std::nullopt,
                          std::optional<std::uint64_t> to = std::nullopt) {
    return run_rewards({database, from, to, std::nullopt, csv});
  };
  CHECK(status(folder.database(), false, false) == 2);
  CHECK(status("nonsense", false, false) == 2);
  CHECK(status("postgresql://a:b@127.0.0.1:1/x", false, false) == 3);
  CHECK(rewards(folder.database(), false) == 2);
  CHECK(rewards(folder.database(), true, 3, 2) == 2);
  CHECK(rewards(folder.database(), true) == 2);
  const std::string database = new_test_database();
  CHECK(status(database, true, false) == 0);
  CHECK(status(database, false, true) == 0);
  CHECK(rewards(database, true) == 0);
}
