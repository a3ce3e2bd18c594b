// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/store/tracked.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "core/hex.hpp"
#include "indexer/store/rewards_csv.hpp"
#include "indexer/store/store.hpp"
#include "tests/core/pg/test_server.hpp"
#include "tests/core/temporary_folder.hpp"
#include "tests/indexer/store/sample_records.hpp"

using namespace apsis;

namespace {

Store open_store(const std::string& database, std::optional<std::string> track,
                 const Notify& notify = {}) {
  Expected<Store> store = Store::open({database, std::move(track), notify});
  REQUIRE_MESSAGE(store.has_value(), store.error().text());
  REQUIRE(store->put_chain(sample_chain()).has_value());
  return std::move(*store);
}

/// Validators of an epoch's stored rows.
std::string tracked_in(Store& store, std::uint64_t epoch) {
  pqxx::nontransaction query(store.connection().sql());
  return query
      .exec_params(
          "SELECT coalesce(string_agg(validator::text, ',' ORDER BY validator), '') "
          "FROM validator_epoch_rewards WHERE epoch = $1",
          epoch)[0][0]
      .c_str();
}

std::string write_file(const TemporaryFolder& folder, const std::string& text) {
  const std::string path = (folder.path() / "track").string();
  std::ofstream(path) << text;
  return path;
}

}  // namespace

TEST_CASE("a file of validators holds indices, public keys and comments") {
  const TemporaryFolder folder;
  const std::string key = "0x" + std::string(95, 'a') + "1";
  const auto read = read_track_file(write_file(folder, "# mine\n 7 # seven\n\n" + key + "\r\n"));
  REQUIRE(read.has_value());
  REQUIRE(read->size() == 2);
  CHECK(read->at(0).validator == 7);
  CHECK(to_hex(*read->at(1).pubkey) == key);
  for (const char* text : {"1\n-5\n", "1\nabc\n", "1\n99999999999\n", "1\n0x1234\n"}) {
    const auto wrong = read_track_file(write_file(folder, text));
    REQUIRE(!wrong.has_value());
    CHECK(wrong.error().kind == ErrorKind::usage);
    CHECK(wrong.error().where.ends_with("line 2"));
  }
  CHECK(read_track_file((folder.path() / "missing").string()).error().kind == ErrorKind::usage);
}

TEST_CASE("listed validators get rows, by key from the epoch in which the chain knows it") {
  const TemporaryFolder folder;
  const std::vector<EpochRecord> records = sample_records(6, 8, 2);
  const std::string late_key = to_hex(records[4].changed_validators.back().pubkey);
  REQUIRE(records[4].changed_validators.back().index == 8);
  const std::string database = new_test_database();
  Store store = open_store(database, write_file(folder, "5\n2\n2\n700\n" + late_key + "\n"));
  for (const EpochRecord& record : records) REQUIRE(store.put_epoch(record).has_value());
  CHECK(tracked_in(store, 3) == "2,5");
  CHECK(tracked_in(store, 4) == "2,5,8");
  std::string csv;
  REQUIRE(write_rewards_csv(store.connection(), {4, 4, 8}, [&](std::string_view text) {
            csv += text;
            return true;
          }).has_value());
  CHECK(expected_csv(records).find(csv.substr(csv.find('\n') + 1)) != std::string::npos);
  pqxx::nontransaction query(store.connection().sql());
  CHECK(query.exec("SELECT count(DISTINCT validator) FROM misses")[0][0].as<int>() > 3);
  CHECK(query.exec("SELECT max(balance_end_gwei) FROM validator_income(5, 2, 2)")[0][0]
            .as<std::uint64_t>() == records[2].validators.balance_end_gwei[5]);
}

TEST_CASE(
    "a wider choice fills in older epochs when they are replayed, a narrower one keeps them") {
  const TemporaryFolder folder;
  const std::vector<EpochRecord> records = sample_records(4, 8, 2);
  const std::string database = new_test_database();
  {
    Store store = open_store(database, write_file(folder, "1\n"));
    for (const EpochRecord& record : records) REQUIRE(store.put_epoch(record).has_value());
  }
  std::string told;
  {
    Store store = open_store(database, "all", [&](const std::string& line) { told += line; });
    CHECK(told.find("tracking changes to all") != std::string::npos);
    CHECK(tracked_in(store, 0) == "1");
    CHECK(store.put_epoch(records[0]) == PutResult::replaced);
    CHECK(store.put_epoch(records[0]) == PutResult::kept);
    CHECK(tracked_in(store, 0) == "0,1,2,3,4,5,6,7");
    CHECK(tracked_in(store, 1) == "1");
  }
  Store store = open_store(database, write_file(folder, "3\n"));
  CHECK(store.put_epoch(records[0]) == PutResult::kept);
  CHECK(store.put_epoch(records[1]) == PutResult::replaced);
  CHECK(tracked_in(store, 1) == "3");
}

TEST_CASE("many active validators and no list: totals alone, and a word about it") {
  std::string told;
  Store store =
      open_store(new_test_database(), std::nullopt, [&](const std::string& line) { told += line; });
  EpochRecord record = sample_records(1, 8, 2)[0];
  record.active_validators = track_all_below_active;
  REQUIRE(store.put_epoch(record).has_value());
  CHECK(told.find("--track") != std::string::npos);
  CHECK(tracked_in(store, 0).empty());
  pqxx::nontransaction query(store.connection().sql());
  CHECK(query.exec("SELECT validator_count FROM epochs")[0][0].as<int>() == 8);
  CHECK(query.exec("SELECT mode FROM tracking")[0][0].as<std::string>() == "list");
}
