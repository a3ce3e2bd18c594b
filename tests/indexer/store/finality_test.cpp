// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "indexer/store/status_report.hpp"
#include "indexer/store/store.hpp"
#include "indexer/store/table_checksums.hpp"
#include "tests/core/pg/test_server.hpp"
#include "tests/indexer/store/sample_records.hpp"

using namespace apsis;

namespace {

Store open_store() {
  Expected<Store> store = Store::open({new_test_database(), std::nullopt, {}});
  REQUIRE_MESSAGE(store.has_value(), store.error().text());
  REQUIRE(store->put_chain(sample_chain()).has_value());
  return std::move(*store);
}

std::string checksums_of(Store& store) {
  std::string out;
  const auto sums = table_checksums(store.connection());
  REQUIRE(sums.has_value());
  for (const TableChecksum& sum : *sums)
    out += sum.table + " " + std::to_string(sum.rows) + " " + sum.md5 + "\n";
  return out;
}

std::string value_of(Store& store, const std::string& sql) {
  pqxx::nontransaction query(store.connection().sql());
  return query.exec(sql)[0][0].c_str();
}

/// Ten epochs; those from `first` on are not final.
std::vector<EpochRecord> open_ended(std::size_t first) {
  std::vector<EpochRecord> records = sample_records(10, 40, 7);
  for (std::size_t e = first; e < records.size(); ++e) records[e].finalized = false;
  return records;
}

void put_all(Store& store, const std::vector<EpochRecord>& records) {
  for (const EpochRecord& record : records) REQUIRE(store.put_epoch(record).has_value());
}

}  // namespace

TEST_CASE("epochs become final by the slot that proved them, and readers see which are") {
  const auto records = open_ended(4);
  Store store = open_store();
  put_all(store, records);
  CHECK(store.not_final()->size() == 6);
  CHECK(store.not_final()->front().epoch.value == 4);
  CHECK(store.not_final()->front().proof_block_root == records[4].proof_block_root);
  CHECK(read_status(store.connection())->last_final_epoch == 3);
  CHECK(store.mark_final(records[6].proof_slot) == 3);
  CHECK(store.mark_final(records[6].proof_slot) == 0);
  CHECK(store.not_final()->front().epoch.value == 7);
  CHECK(value_of(store,
                 "SELECT count(DISTINCT epoch) FROM validator_epoch_rewards "
                 "WHERE NOT finalized") == "3");
  CHECK(value_of(store, "SELECT count(*) FROM duties_by_epoch WHERE finalized") == "7");
  CHECK(value_of(store, "SELECT min(epoch) FROM epoch_proofs WHERE NOT finalized") == "7");
}

TEST_CASE(
    "an epoch that is stored as final later leaves the rows of a run that was final at once") {
  Store calm = open_store();
  put_all(calm, sample_records(10, 40, 7));
  Store store = open_store();
  put_all(store, open_ended(0));
  CHECK(checksums_of(store) != checksums_of(calm));
  for (const EpochRecord& record : sample_records(10, 40, 7))
    CHECK(store.put_epoch(record) == PutResult::kept);
  CHECK(checksums_of(store) == checksums_of(calm));
}

TEST_CASE("an epoch that is not final gives way, with all after it, to another proof") {
  Store store = open_store();
  put_all(store, open_ended(4));
  // The other branch earned something else and was proven by other blocks.
  std::vector<EpochRecord> other = sample_records(10, 40, 7);
  for (std::size_t e = 6; e < other.size(); ++e) {
    other[e].proof_state_root[0] ^= 1;
    other[e].blocks.clear();
  }
  CHECK(store.put_epoch(other[5]) == PutResult::kept);
  CHECK(store.put_epoch(other[6]) == PutResult::replaced);
  CHECK(store.cursor()->value().last_epoch.value == 6);
  for (std::size_t e = 7; e < other.size(); ++e)
    CHECK(store.put_epoch(other[e]) == PutResult::written);
  put_all(store, {other.begin(), other.begin() + 6});
  Store calm = open_store();
  put_all(calm, other);
  CHECK(checksums_of(store) == checksums_of(calm));
}

TEST_CASE("a reorganisation takes the epochs that were proven after it, never a final one") {
  const auto records = open_ended(4);
  Store store = open_store();
  put_all(store, records);
  const std::string before = checksums_of(store);
  REQUIRE(store.drop_proven_after(records[9].proof_slot).has_value());
  CHECK(checksums_of(store) == before);
  REQUIRE(store.drop_proven_after(records[6].proof_slot).has_value());
  CHECK(store.cursor()->value().last_epoch.value == 6);
  const auto refused = store.drop_proven_after(records[2].proof_slot);
  REQUIRE(!refused.has_value());
  CHECK(refused.error().kind == ErrorKind::mismatch);
  CHECK(refused.error().text().find("epoch 3") != std::string::npos);
  CHECK(store.cursor()->value().last_epoch.value == 6);
  put_all(store, {records.begin() + 7, records.end()});
  CHECK(checksums_of(store) == before);
}
