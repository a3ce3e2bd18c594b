// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "oracle/state/stored_beacon.hpp"
#include "tests/oracle/duty_rows.hpp"

namespace apsis::test {

/// Epochs 9 and 10 of a chain with four validators: 0 plain, 1 in the sync committee, 2 leaving in
/// epoch 10, 3 not tracked. A block at slots 325 and 351, the epoch's last.
struct BeaconRows {
  Database database = database_with_chain();
  std::vector<Bytes48> keys{Bytes48{0xa0}, Bytes48{0xa1}, Bytes48{0xa2}, Bytes48{0xa3},
                            Bytes48{0xa4}};

  BeaconRows() {
    for (const int epoch : {9, 10}) sql(epoch_row(epoch));
    for (const int slot : {325, 351})
      sql(
          fmt::format("INSERT INTO blocks VALUES ({0}, '\\x01', 10, '', '', 0, false, 7, "
                      "'\\x{1:02x}{2:062d}', 0, 0, 0, 0, 0, 0, '')",
                      slot, slot - 320, 0));
    for (int v = 0; v < 4; ++v) {
      sql(fmt::format("INSERT INTO validator_keys VALUES ({0}, '\\xa{0}{1:094d}', 1)", v, 0));
      sql(fmt::format(
          "INSERT INTO validator_states VALUES ({}, 3, '', 32, false, 1, 2, NULL, NULL)", v));
    }
    sql("INSERT INTO validator_states VALUES (2, 10, '', 32, false, 1, 2, 20, 276)");
    sql("INSERT INTO tracked_sets VALUES (1, '{0,1,2}')");
    sql("INSERT INTO epoch_rewards (epoch, validator_count, set_id, balance_start_gwei, "
        "balance_end_gwei, effective_balance_gwei, source_gwei, target_gwei, head_gwei, sync_gwei, "
        "max_sync_gwei, max_source_gwei, max_target_gwei, max_head_gwei, duty_slot, "
        "committee_index, committee_position, inclusion_delays, flags, miss_cause) VALUES (10, 4, "
        "1, "
        "'{1000,2000,3000}', '{0,0,0}', '{32,32,32}', '{0,0,0}', '{0,0,0}', '{0,0,0}', "
        "'{0,50,0}', '{0,60,0}', '{0,0,0}', '{0,0,0}', '{0,0,0}', '{320,320,320}', '{0,0,0}', "
        "'{0,0,0}', '{0,0,0}', '{15,15,15}', '{0,0,0}')");
    sql("INSERT INTO withdrawals VALUES (1, 10, 322, 0, '', 100), (2, 10, 330, 0, '', 30)");
    sql("INSERT INTO proposals VALUES (324, 10, 0, '\\x01', 5, 6, 7), (340, 10, 0, '\\x01', 1, 1, "
        "1)");
  }
  void sql(const std::string& text) { run_sql(database, text); }
  static std::string epoch_row(int epoch) {
    return fmt::format(
        "INSERT INTO epochs SELECT {}, 4, 4, 0, 0, 0, 0, false, 1, 0, 0, 'block', 0, "
        "'', '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0",
        epoch);
  }
  Expected<StoredBeacon> read(std::uint64_t slot) {
    return read_stored_beacon(database.connection, keys, slot,
                              Bytes32{static_cast<std::uint8_t>(slot - 320)});
  }
  std::string complaint(std::uint64_t slot) {
    const auto found = read(slot);
    return found ? "" : found.error().text();
  }
};

}  // namespace apsis::test
