// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/store/store.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <fstream>
#include <sstream>

#include "core/hex.hpp"
#include "indexer/store/rewards_csv.hpp"
#include "indexer/store/status_report.hpp"
#include "indexer/store/table_checksums.hpp"
#include "tests/core/pg/test_server.hpp"
#include "tests/core/temporary_folder.hpp"
#include "tests/indexer/store/sample_records.hpp"

using namespace apsis;

namespace {

Store open_store(const std::string& database, std::optional<std::string> track = std::nullopt) {
  Expected<Store> store = Store::open({database, std::move(track), {}});
  REQUIRE_MESSAGE(store.has_value(), store.error().text());
  const Expected<void> chain = store->put_chain(sample_chain());
  REQUIRE_MESSAGE(chain.has_value(), chain.error().text());
  return std::move(*store);
}

void put_all(Store& store, const std::vector<EpochRecord>& records, PutResult expected) {
  for (const EpochRecord& record : records) {
    const Expected<PutResult> put = store.put_epoch(record);
    REQUIRE_MESSAGE(put.has_value(), put.error().text());
    REQUIRE(*put == expected);
  }
}

std::string csv_of(Store& store, const RewardsRange& range = {}) {
  std::string out;
  const Expected<void> done = write_rewards_csv(store.connection(), range, [&](std::string_view t) {
    out += t;
    return true;
  });
  REQUIRE_MESSAGE(done.has_value(), done.error().text());
  return out;
}

std::string value_of(Store& store, const std::string& sql) {
  pqxx::nontransaction query(store.connection().sql());
  return query.exec(sql)[0][0].c_str();
}

std::string checksums_of(Store& store) {
  std::string out;
  const auto sums = table_checksums(store.connection());
  REQUIRE(sums.has_value());
  for (const TableChecksum& sum : *sums)
    out += sum.table + " " + std::to_string(sum.rows) + " " + sum.md5 + "\n";
  return out;
}

}  // namespace

TEST_CASE("what is stored comes back as the same table, once however often it is stored") {
  const std::vector<EpochRecord> records = sample_records(10, 40, 7);
  Store store = open_store(new_test_database());
  put_all(store, records, PutResult::written);
  CHECK(csv_of(store) == expected_csv(records));
  const std::string before = checksums_of(store);
  put_all(store, records, PutResult::kept);
  CHECK(checksums_of(store) == before);
  CHECK(store.cursor()->value().last_epoch.value == 9);
  CHECK(store.cursor()->value().proof_state_root == records.back().proof_state_root);
}

TEST_CASE("a range and one validator give their part of the table") {
  const std::vector<EpochRecord> records = sample_records(10, 40, 7);
  Store store = open_store(new_test_database());
  put_all(store, records, PutResult::written);
  const std::string part = csv_of(store, {2, 3, 41});
  CHECK(part == rewards_csv_header());  // joined in epoch 8
  const std::string late = csv_of(store, {8, std::nullopt, 41});
  CHECK(std::ranges::count(late, '\n') == 3);
  CHECK(csv_of(store).find(late.substr(late.find('\n') + 1, 40)) != std::string::npos);
}

TEST_CASE("views give applied amounts, inclusion slots and causes") {
  const std::vector<EpochRecord> records = sample_records(10, 40, 7);
  Store store = open_store(new_test_database());
  put_all(store, records, PutResult::written);
  CHECK(value_of(store,
                 "SELECT slashing_applied_gwei FROM validator_epoch_rewards "
                 "WHERE epoch = 1 AND validator = 3") == "-5000");
  CHECK(value_of(store, "SELECT count(*) FROM validator_epoch_rewards") ==
        std::to_string(std::ranges::count(expected_csv(records), '\n') - 1));
  const std::uint64_t delays = records[0].validators.inclusion_delays[6];
  const int first = std::countr_zero(delays) + 1;
  CHECK(value_of(store,
                 "SELECT first_inclusion_slot FROM validator_epoch_rewards "
                 "WHERE epoch = 0 AND validator = 6") == std::to_string(6 + first));
  CHECK(value_of(store,
                 "SELECT cardinality(inclusion_slots) FROM validator_epoch_rewards "
                 "WHERE epoch = 0 AND validator = 6") == std::to_string(std::popcount(delays)));
  CHECK(value_of(store,
                 "SELECT miss_cause FROM validator_epoch_rewards "
                 "WHERE epoch = 0 AND validator = 4") == "no_duty");
  CHECK(value_of(store, "SELECT duty_slot[5] IS NULL FROM duties_by_epoch WHERE epoch = 0") == "t");
  CHECK(value_of(store, "SELECT count(*) FROM validators WHERE exit_epoch IS NULL") == "42");
  CHECK(value_of(store, "SELECT effective_balance_gwei FROM validators WHERE validator = 4") ==
        "32000000009");
  CHECK(value_of(store, "SELECT count(*) FROM validator_states WHERE validator = 1") == "1");
  CHECK(value_of(store, "SELECT sum(balance_end_gwei) FROM validator_income(5, 2, 4)") ==
        value_of(store,
                 "SELECT sum(balance_end_gwei) FROM validator_epoch_rewards "
                 "WHERE validator = 5 AND epoch BETWEEN 2 AND 4"));
  CHECK(value_of(store, "SELECT count(*) FROM misses WHERE epoch = 2") ==
        value_of(store,
                 "SELECT count(*) FROM validator_epoch_rewards WHERE epoch = 2 AND active "
                 "AND NOT (timely_source AND timely_target AND timely_head)"));
}

TEST_CASE("another root for a stored epoch is refused with both roots") {
  const std::vector<EpochRecord> records = sample_records(10, 40, 7);
  Store store = open_store(new_test_database());
  put_all(store, records, PutResult::written);
  const std::string before = checksums_of(store);
  EpochRecord other = records[4];
  other.proof_state_root[0] ^= 1;
  const Expected<PutResult> put = store.put_epoch(other);
  REQUIRE(!put.has_value());
  CHECK(put.error().kind == ErrorKind::mismatch);
  CHECK(put.error().text().find(to_hex(other.proof_state_root)) != std::string::npos);
  CHECK(put.error().text().find(to_hex(records[4].proof_state_root)) != std::string::npos);
  CHECK(checksums_of(store) == before);
}

TEST_CASE("dropped epochs can be stored again and give the same rows") {
  const std::vector<EpochRecord> records = sample_records(10, 40, 7);
  Store store = open_store(new_test_database());
  put_all(store, records, PutResult::written);
  const std::string before = checksums_of(store);
  REQUIRE(store.drop_from(Epoch(6)).has_value());
  CHECK(store.cursor()->value().last_epoch.value == 5);
  for (std::size_t e = 6; e < records.size(); ++e) REQUIRE(store.put_epoch(records[e]).has_value());
  CHECK(checksums_of(store) == before);
}

TEST_CASE("a run that begins later names all validators and adds no row for those unchanged") {
  const std::vector<EpochRecord> records = sample_records(10, 40, 7);
  Store store = open_store(new_test_database());
  put_all(store, records, PutResult::written);
  const std::string before = checksums_of(store);
  REQUIRE(store.drop_from(Epoch(9)).has_value());
  EpochRecord all = records[9];
  all.changed_validators.clear();
  for (const auto& list : {records[0], records[4], records[8]})
    for (const ValidatorRecord& v : list.changed_validators)
      if (v.index % 4 != 0 || v.index == 40) all.changed_validators.push_back(v);
  std::erase_if(all.changed_validators, [](const auto& v) { return v.index % 4 == 0; });
  for (const ValidatorRecord& v : records[9].changed_validators)
    all.changed_validators.push_back(v);
  REQUIRE(store.put_epoch(all).has_value());
  CHECK(checksums_of(store) == before);
}

TEST_CASE("the status names chain, epochs, blocks and the last proof") {
  const std::vector<EpochRecord> records = sample_records(10, 40, 7);
  Store store = open_store(new_test_database());
  put_all(store, records, PutResult::written);
  const Expected<StatusReport> status = read_status(store.connection());
  REQUIRE(status.has_value());
  CHECK(status->config_name == "sample");
  CHECK(status->last_epoch == 9);
  CHECK(status->gaps.empty());
  CHECK(status->missed_slots + status->canonical_blocks == 320);
  CHECK(status->proof_state_root == to_hex(records[9].proof_state_root));
  CHECK(status_text(*status, "x").find("0..9") != std::string::npos);
  CHECK(status_json(*status, "x").find("\"last_epoch\": 9") != std::string::npos);
}

TEST_CASE("a record whose sums do not hold is refused and leaves no row") {
  std::vector<EpochRecord> records = sample_records(2, 10, 3);
  Store store = open_store(new_test_database());
  REQUIRE(store.put_epoch(records[0]).has_value());
  const std::string before = checksums_of(store);
  SUBCASE("a balance") {
    records[1].validators.balance_end_gwei[7] += 1;
    const auto put = store.put_epoch(records[1]);
    REQUIRE(!put.has_value());
    CHECK(put.error().kind == ErrorKind::mismatch);
    CHECK(put.error().text().find("validator 7") != std::string::npos);
  }
  SUBCASE("a column's length") {
    records[1].validators.flags.pop_back();
    const auto put = store.put_epoch(records[1]);
    REQUIRE(!put.has_value());
    CHECK(put.error().text().find("flags") != std::string::npos);
  }
  SUBCASE("a number that no column holds, after other tables were written") {
    records[1].withdrawals[0].amount_gwei = ~std::uint64_t{0} - 1;
    const auto put = store.put_epoch(records[1]);
    REQUIRE(!put.has_value());
    CHECK(put.error().kind == ErrorKind::invalid);
  }
  SUBCASE("two blocks with one root") {
    records[1].blocks.push_back(records[1].blocks[0]);
    const auto put = store.put_epoch(records[1]);
    REQUIRE(!put.has_value());
    CHECK(put.error().kind == ErrorKind::unavailable);
  }
  CHECK(checksums_of(store) == before);
  records = sample_records(2, 10, 3);
  CHECK(store.put_epoch(records[1]).has_value());
}

TEST_CASE("a recorded chain's table is printed back line by line") {
  const char* shared = std::getenv("APSIS_SHARED");
  for (const char* name : {"rewards-fulu-mainnet-126", "rewards-deneb-minimal-64"}) {
    const std::string path =
        std::string(shared == nullptr ? "../shared" : shared) + "/recordings/" + name + ".csv.xz";
    if (!std::filesystem::exists(path)) {
      MESSAGE("skipped, not there: " << path);
      continue;
    }
    const TemporaryFolder folder;
    const std::string plain = (folder.path() / "table.csv").string();
    REQUIRE(std::system(("xz -dc '" + path + "' > '" + plain + "'").c_str()) == 0);
    std::ostringstream text;
    text << std::ifstream(plain).rdbuf();
    const std::vector<EpochRecord> records = records_from_csv(text.str());
    Store store = open_store(new_test_database());
    put_all(store, records, PutResult::written);
    CHECK(csv_of(store) == text.str());
  }
}

TEST_CASE("a database belongs to one chain") {
  Store store = open_store(new_test_database());
  REQUIRE(store.put_epoch(sample_records(1, 4, 1)[0]).has_value());
  CHECK(store.put_chain(sample_chain()).has_value());
  ChainIdentity other = sample_chain();
  SUBCASE("another genesis") {
    other.genesis_validators_root[5] ^= 1;
    const auto put = store.put_chain(other);
    REQUIRE(!put.has_value());
    CHECK(put.error().kind == ErrorKind::usage);
    CHECK(put.error().text().find("genesis_validators_root") != std::string::npos);
  }
  SUBCASE("another fork epoch in the past") {
    other.forks[1].epoch = 0;
    CHECK(!store.put_chain(other).has_value());
  }
  SUBCASE("a fork that is scheduled for later is no other chain") {
    other.forks[1].epoch = 50;
    CHECK(store.put_chain(other).has_value());
    CHECK(value_of(store, "SELECT epoch FROM forks WHERE name = 'electra'") == "50");
  }
}
