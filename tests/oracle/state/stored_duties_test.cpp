// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/stored_duties.hpp"

#include <doctest/doctest.h>

#include "oracle/state/committee_slot.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "schema/schema.hpp"
#include "tests/core/pg/test_server.hpp"
#include "tests/oracle/duty_rows.hpp"
#include "tests/oracle/small_snapshot.hpp"

using namespace apsis;
using apsis::test::contains;
using apsis::test::database_with_chain;
using apsis::test::replaced;
using apsis::test::run_sql;
using apsis::test::small_snapshot;
using apsis::test::write_duties;

namespace {

std::string key_row(const std::string& byte) {
  return "INSERT INTO validator_keys VALUES (5, decode(repeat('" + byte + "', 48), 'hex'), 0)";
}

NetworkSnapshot snapshot_of(const std::string& text) {
  auto read = read_network_snapshot(text);
  REQUIRE(read.has_value());
  return std::move(*read);
}

/// What was read, as text: "epoch: slots / place-slot-delay of the late ones".
std::string read_text(
    Database& database, std::vector<std::uint64_t> validators, std::uint64_t first,
    std::uint64_t last, const StoredDuties::SlotsNeeded& needed = [](std::uint64_t) {
      return std::vector<std::uint32_t>{};
    }) {
  std::string out;
  StoredDuties stored(database.connection, std::move(validators), 32);
  const auto read = stored.read(first, last, needed, [&](const EpochDuties& duties) {
    out += std::to_string(duties.epoch) + ":";
    for (const std::uint8_t slot : duties.slots) out += " " + std::to_string(slot);
    for (const LateDuty& late : duties.late)
      out += " / " + std::to_string(late.place) + "-" + std::to_string(late.slot_in_epoch) + "-" +
             std::to_string(late.first_delay_slots);
    out += "\n";
    return Expected<void>{};
  });
  return read ? out : read.error().text();
}

const IntervalDuties sample = {
    .first_epoch = 10,
    .last_epoch = 12,
    .duties = {{5, 325, 2}, {9, 326, 33}, {5, 360, 0}, {7, 353, 32}, {9, 383, 64}, {7, 384, 1}},
    .withdrawals = {{330, 5, 70}, {331, 6, 80}, {390, 9, 90}}};

}  // namespace

TEST_CASE("stored duties come out epoch by epoch, late votes with their delay") {
  Database database = database_with_chain();
  REQUIRE(write_duties(database, sample, 32));
  CHECK(read_text(database, {5, 7, 9, 4000}, 10, 12) ==
        "10: 5 255 6 255 / 2-6-33\n"
        "11: 8 1 31 255 / 0-8-0 / 2-31-64\n"
        "12: 255 0 255 255\n");
  CHECK(read_text(database, {9}, 11, 11) == "11: 31 / 0-31-64\n");
  CHECK(read_text(database, {}, 10, 10) == "10:\n");
  StoredDuties stored(database.connection, {5, 9}, 32);
  std::string withdrawals;
  const auto read = stored.read_withdrawals(10, 11, [&](const ValidatorWithdrawal& withdrawal) {
    withdrawals += std::to_string(withdrawal.slot) + " " + std::to_string(withdrawal.validator) +
                   " " + std::to_string(withdrawal.amount_gwei) + ";";
  });
  REQUIRE(read.has_value());
  CHECK(withdrawals == "330 5 70;");
}

TEST_CASE("all missing epochs are named, and nothing is given") {
  Database database = database_with_chain();
  REQUIRE(write_duties(database, sample, 32));
  run_sql(database, "UPDATE epoch_duties SET epoch = 15 WHERE epoch = 11");
  CHECK(
      contains(read_text(database, {5}, 8, 18),
               "epochs of the interval are missing or not final: 8 to 9, 11, 13 to 14, 16 to 18"));
}

TEST_CASE("duties of validators that were not tracked follow from registry and seed") {
  Database database = database_with_chain(32, "mainnet");
  const Bytes32 seed{1, 2, 3};
  const CommitteeRules rules = *committee_rules("mainnet");
  // Validators 0 to 39; 3 has left, 8 is not yet active: 38 take part in epoch 10.
  run_sql(
      database,
      "INSERT INTO validator_states SELECT v, 0, '', 32, false, 0, CASE v WHEN 8 THEN 11 ELSE 0 "
      "END, CASE v WHEN 3 THEN 10 END, NULL FROM generate_series(0, 39) AS v");
  IntervalDuties duties{.first_epoch = 10, .last_epoch = 10, .duties = {}, .withdrawals = {}};
  std::map<std::uint64_t, std::uint64_t> slots;
  std::uint64_t rank = 0;
  for (std::uint64_t v = 0; v < 40; ++v) {
    if (v == 3 || v == 8) continue;
    slots[v] = committee_slot(rank++, 38, seed, rules);
    duties.duties.push_back({v, 320 + slots[v], v == 20 ? 0u : 1u});
  }
  REQUIRE(write_duties(database, duties, 32, std::vector<std::int32_t>{5, 6}, seed));
  const std::string late = " / 3-" + std::to_string(slots[20]) + "-0\n";
  CHECK(read_text(database, {3, 5, 8, 20, 21}, 10, 10) ==
        "10: 255 " + std::to_string(slots[5]) + " 255 254 254" + late);
  const auto all = [](std::uint64_t) { return std::vector<std::uint32_t>{0, 1, 2, 3, 4}; };
  CHECK(read_text(database, {3, 5, 8, 20, 21}, 10, 10, all) ==
        "10: 255 " + std::to_string(slots[5]) + " 255 " + std::to_string(slots[20]) + " " +
            std::to_string(slots[21]) + late);
}

TEST_CASE("rows that contradict themselves are refused") {
  Database database = database_with_chain();
  REQUIRE(write_duties(database, sample, 32));
  const auto refusal = [&](const std::string& change) {
    run_sql(database, "CREATE TABLE kept AS SELECT * FROM epoch_duties");
    run_sql(database, "UPDATE epoch_duties SET " + change + " WHERE epoch = 11");
    const std::string out = read_text(database, {5, 9}, 10, 12);
    run_sql(database,
            "TRUNCATE epoch_duties; INSERT INTO epoch_duties SELECT * FROM kept; DROP TABLE kept");
    return out;
  };
  CHECK(contains(refusal("duty_slots = '\\x00'"), "epoch 11: duty_slots has not one byte"));
  CHECK(contains(refusal("duty_slots = set_byte(duty_slots, 5, 32)"), "a slot of 32"));
  CHECK(contains(refusal("late_votes = '\\x05'"), "cut short"));
  CHECK(contains(refusal("attester_seed = '\\x05'"), "not 32 bytes"));
}

TEST_CASE("a database of another chain, or with other public keys, is refused") {
  auto opened = open_database(new_test_database(), schema_migrations(), true, {});
  REQUIRE(opened.has_value());
  const NetworkSnapshot snapshot = snapshot_of(small_snapshot);
  const auto none = check_stored_chain(opened->connection, snapshot);
  REQUIRE(!none.has_value());
  CHECK(contains(none.error().text(), "holds no chain"));
  Database database = database_with_chain();
  const auto complaint = [&](const NetworkSnapshot& of) {
    const auto checked = check_stored_chain(database.connection, of);
    return checked ? std::string() : checked.error().text();
  };
  CHECK(contains(complaint(snapshot), "the database does not"));
  run_sql(database, key_row("03"));
  CHECK(complaint(snapshot) == "");
  CHECK(contains(complaint(snapshot_of(replaced(small_snapshot, "\"seconds_per_slot\": 12",
                                                "\"seconds_per_slot\": 11"))),
                 "another chain"));
  CHECK(contains(complaint(snapshot_of(replaced(small_snapshot, "0x0303", "0x1303"))),
                 "validator 5: the snapshot gives it the public key 0x1303"));
}
