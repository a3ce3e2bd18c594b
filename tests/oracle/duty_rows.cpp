// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/duty_rows.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "core/pg/copy_writer.hpp"
#include "indexer/store/duty_row.hpp"
#include "schema/schema.hpp"
#include "tests/core/pg/test_server.hpp"

namespace apsis::test {

Database database_with_chain(std::uint64_t slots_per_epoch, const std::string& preset) {
  auto database = open_database(new_test_database(), schema_migrations(), true, {});
  REQUIRE_MESSAGE(database.has_value(), database.error().text());
  run_sql(*database,
          "INSERT INTO chain (config_name, preset, genesis_validators_root, genesis_time, "
          "slots_per_epoch, slot_duration_ms, anchor_slot, anchor_root) VALUES ('x', '" +
              preset + "', '', 1000, " + std::to_string(slots_per_epoch) + ", 12000, 0, '')");
  return std::move(*database);
}

void run_sql(Database& database, const std::string& sql) {
  pqxx::work work(database.connection.sql());
  work.exec(sql);
  work.commit();
}

bool write_duties(Database& database, const IntervalDuties& duties, std::uint64_t slots_per_epoch,
                  std::optional<std::vector<std::int32_t>> tracked, const Bytes32& attester_seed) {
  std::uint64_t count = 0;
  for (const AttestationDuty& duty : duties.duties) count = std::max(count, duty.validator + 1);
  std::map<std::uint64_t, EpochRecord> records;
  for (std::uint64_t epoch = duties.first_epoch; epoch <= duties.last_epoch; ++epoch) {
    EpochRecord& record = records[epoch];
    record.epoch = Epoch(epoch);
    record.validators.duty_slot.assign(count, no_slot);
    record.validators.inclusion_delays.assign(count, 0);
    record.validators.attester_seed = attester_seed;
  }
  for (const AttestationDuty& duty : duties.duties) {
    ValidatorColumns& columns = records.at(duty.slot / slots_per_epoch).validators;
    if (columns.duty_slot[duty.validator] != no_slot || duty.first_delay_slots > 64) return false;
    columns.duty_slot[duty.validator] = duty.slot;
    if (duty.first_delay_slots > 0)
      columns.inclusion_delays[duty.validator] = std::uint64_t{1} << (duty.first_delay_slots - 1);
  }
  pqxx::work work(database.connection.sql());
  TrackedSet set;
  set.validators = std::move(tracked);
  put_tracked_set(work, set);
  for (const auto& [epoch, record] : records) {
    const auto written = write_duty_row(database.connection, work, record, set);
    REQUIRE_MESSAGE(written.has_value(), written.error().text());
  }
  CopyWriter rows(database.connection, "withdrawals",
                  "withdrawal_index,epoch,slot,validator,address,amount_gwei");
  std::int64_t index = 0;
  for (const ValidatorWithdrawal& withdrawal : duties.withdrawals) {
    rows.row();
    rows.bigint(index++);
    rows.unsigned_bigint(withdrawal.slot / slots_per_epoch);
    rows.unsigned_bigint(withdrawal.slot);
    rows.integer(static_cast<std::int32_t>(withdrawal.validator));
    rows.bytea({});
    rows.unsigned_bigint(withdrawal.amount_gwei);
  }
  const auto finished = rows.finish();
  REQUIRE_MESSAGE(finished.has_value(), finished.error().text());
  work.commit();
  return true;
}

}  // namespace apsis::test
