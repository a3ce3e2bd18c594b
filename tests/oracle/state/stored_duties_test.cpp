// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/stored_duties.hpp"

#include <doctest/doctest.h>

#include "core/pg/database.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "schema/schema.hpp"
#include "tests/core/pg/test_server.hpp"
#include "tests/oracle/small_snapshot.hpp"

using apsis::test::contains;
using apsis::test::replaced;
using apsis::test::small_snapshot;

namespace {

apsis::Database empty_database() {
  auto database =
      apsis::open_database(apsis::new_test_database(), apsis::schema_migrations(), true, {});
  REQUIRE_MESSAGE(database.has_value(), database.error().text());
  return std::move(*database);
}

void run_sql(apsis::Database& database, const std::string& sql) {
  pqxx::work work(database.connection.sql());
  work.exec(sql);
  work.commit();
}

const std::string chain_row =
    "INSERT INTO chain (config_name, preset, genesis_validators_root, genesis_time, "
    "slots_per_epoch, slot_duration_ms, anchor_slot, anchor_root) "
    "VALUES ('x', 'mainnet', '', 1000, 32, 12000, 0, '')";

std::string key_row(const std::string& byte) {
  return "INSERT INTO validator_keys VALUES (5, decode(repeat('" + byte + "', 48), 'hex'), 0)";
}

/// A stored epoch of the tracked validators 5 and 9.
std::string epoch_row(int epoch, const std::string& slots, const std::string& delays) {
  const std::string none = "'{0,0}'";
  return "INSERT INTO tracked_sets VALUES (1, '{5,9}') ON CONFLICT DO NOTHING; "
         "INSERT INTO epoch_rewards (epoch, validator_count, set_id, balance_start_gwei, "
         "balance_end_gwei, effective_balance_gwei, source_gwei, target_gwei, head_gwei, "
         "max_source_gwei, max_target_gwei, max_head_gwei, duty_slot, committee_index, "
         "committee_position, inclusion_delays, flags, miss_cause) VALUES (" +
         std::to_string(epoch) + ", 2, 1, " + none + "," + none + "," + none + "," + none + "," +
         none + "," + none + "," + none + "," + none + "," + none + ", '" + slots + "', " + none +
         "," + none + ", '" + delays + "', " + none + "," + none + ")";
}

apsis::NetworkSnapshot snapshot_of(const std::string& text) {
  auto read = apsis::read_network_snapshot(text);
  REQUIRE(read.has_value());
  return std::move(*read);
}

}  // namespace

TEST_CASE("stored duties come out by epoch, with the first inclusion of each, and withdrawals") {
  apsis::Database database = empty_database();
  run_sql(database, epoch_row(9, "{300,301}", "{1,1}"));
  run_sql(database, epoch_row(10, "{325,NULL}", "{6,NULL}"));
  run_sql(database, epoch_row(11, "{360,361}", "{0,-9223372036854775808}"));
  run_sql(database, "INSERT INTO withdrawals VALUES (1, 9, 300, 5, '', 7), (2, 11, 352, 5, '', 8)");
  std::vector<std::uint64_t> epochs;
  std::vector<apsis::AttestationDuty> duties;
  std::vector<apsis::ValidatorWithdrawal> withdrawals;
  const auto read = apsis::read_stored_duties(
      database.connection, snapshot_of(small_snapshot),
      {.epoch = [&](std::uint64_t epoch) { epochs.push_back(epoch); },
       .duty = [&](const apsis::AttestationDuty& duty) { duties.push_back(duty); },
       .withdrawal = [&](const apsis::ValidatorWithdrawal& w) { withdrawals.push_back(w); }});
  REQUIRE_MESSAGE(read.has_value(), read.error().text());
  CHECK(epochs == std::vector<std::uint64_t>{10, 11});
  REQUIRE(duties.size() == 3);
  CHECK(duties[0].validator == 5);
  CHECK(duties[0].slot == 325);
  CHECK(duties[0].first_delay_slots == 2);
  CHECK(duties[1].first_delay_slots == 0);
  CHECK(duties[2].validator == 9);
  CHECK(duties[2].first_delay_slots == 64);
  REQUIRE(withdrawals.size() == 1);
  CHECK(withdrawals[0].amount_gwei == 8);
}

TEST_CASE("arrays of different lengths in the database are refused") {
  apsis::Database database = empty_database();
  run_sql(database, epoch_row(10, "{325}", "{1,1}"));
  const apsis::DutySink sink{.epoch = [](std::uint64_t) {},
                             .duty = [](const apsis::AttestationDuty&) {},
                             .withdrawal = [](const apsis::ValidatorWithdrawal&) {}};
  const auto read =
      apsis::read_stored_duties(database.connection, snapshot_of(small_snapshot), sink);
  REQUIRE(!read.has_value());
  CHECK(read.error().kind == apsis::ErrorKind::mismatch);
}

TEST_CASE("a database of another chain, or with other public keys, is refused") {
  apsis::Database database = empty_database();
  const apsis::NetworkSnapshot snapshot = snapshot_of(small_snapshot);
  const auto complaint = [&](const apsis::NetworkSnapshot& of) {
    const auto checked = apsis::check_stored_chain(database.connection, of);
    return checked ? std::string() : checked.error().text();
  };
  CHECK(contains(complaint(snapshot), "holds no chain"));
  run_sql(database, chain_row);
  CHECK(contains(complaint(snapshot), "the database does not"));
  run_sql(database, key_row("03"));
  CHECK(complaint(snapshot) == "");
  CHECK(contains(complaint(snapshot_of(replaced(small_snapshot, "\"seconds_per_slot\": 12",
                                                "\"seconds_per_slot\": 11"))),
                 "another chain"));
  CHECK(contains(complaint(snapshot_of(replaced(small_snapshot, "0x0303", "0x1303"))),
                 "validator 5: the snapshot gives it the public key 0x1303"));
}
