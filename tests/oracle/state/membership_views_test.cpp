// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/oracle/state/beacon_rows.hpp"

using apsis::test::BeaconRows;

namespace {

/// Validator 0 is node 1's minipool; 1 and 2 are in its megapool, 2 only until epoch 10.
struct MemberRows : BeaconRows {
  MemberRows() {
    sql("INSERT INTO memberships VALUES "
        "('devnet', '\\xa0', '\\xb0', 'minipool', '\\x01', 0, 96, NULL, 400, false), "
        "('devnet', '\\xa1', '\\xb1', 'megapool', '\\x01', 1, 96, NULL, 400, false), "
        "('devnet', '\\xa2', '\\xb1', 'megapool', '\\x01', 2, 96, 330, 320, false)");
    sql("UPDATE epoch_rewards SET source_gwei = '{10,20,40}', head_gwei = '{1,2,4}', "
        "withdrawals_gwei = '{-130,0,0}', proposer_sync_gwei = '{9,0,0}'");
  }
  std::string one(const std::string& query) {
    pqxx::work work(database.connection.sql());
    std::string out;
    for (const pqxx::row& row : work.exec(query))
      for (const pqxx::field& field : row) out += std::string(field.c_str()) + " ";
    return out;
  }
};

}  // namespace

TEST_CASE_FIXTURE(MemberRows, "rewards are summed by minipool, megapool and node") {
  const std::string sums = "attestations_gwei, sync_gwei, proposals_gwei, withdrawals_gwei FROM ";
  CHECK(one("SELECT " + sums + "minipool_epoch_rewards WHERE epoch = 10") == "11 0 9 -130 ");
  CHECK(one("SELECT validators, " + sums + "megapool_epoch_rewards") == "1 22 50 0 0 ");
  CHECK(one("SELECT validators, minipools, " + sums + "node_epoch_rewards") == "2 1 33 50 9 -130 ");
}

TEST_CASE_FIXTURE(MemberRows, "a validator counts for the epochs of its membership alone") {
  sql("UPDATE memberships SET until_slot = 352 WHERE validator = 2");
  CHECK(one("SELECT validators, attestations_gwei FROM megapool_epoch_rewards") == "2 66 ");
  sql("UPDATE memberships SET from_slot = 352 WHERE validator = 0");
  CHECK(one("SELECT count(*) FROM minipool_epoch_rewards") == "0 ");
}
