// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/stored_beacon.hpp"

#include <doctest/doctest.h>

#include "core/net/http_server.hpp"
#include "oracle/state/beacon_source.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "tests/oracle/small_snapshot.hpp"
#include "tests/oracle/state/beacon_rows.hpp"

using namespace apsis;
using apsis::test::BeaconRows;
using apsis::test::contains;

TEST_CASE_FIXTURE(BeaconRows, "rows tell a balance after any block of an epoch") {
  const auto found = read(325);
  REQUIRE_MESSAGE(found, (found ? "" : found.error().text()));
  CHECK(found->finalized);
  REQUIRE(found->validators.size() == 1);
  const BeaconValidator& plain = found->validators.at(keys[0]);
  CHECK(plain.balance_gwei == 1000 - 100 + 5 + 6 + 7);
  CHECK(plain.activation_epoch == 2);
  CHECK(plain.exit_epoch == far_future_epoch);
  CHECK(plain.status == ValidatorStatus::active_ongoing);
}

TEST_CASE_FIXTURE(BeaconRows, "what rows do not settle within an epoch is named") {
  // In the sync committee, leaving, not tracked; the fifth key is not on the chain at all.
  CHECK(read(325)->unsettled == std::vector<Bytes48>{keys[1], keys[2], keys[3]});
  sql("INSERT INTO validator_keys SELECT 4, decode('a4' || repeat('0', 94), 'hex'), 10");
  sql("INSERT INTO deposits VALUES (10, 0, 322, 4, decode('a4' || repeat('0', 94), 'hex'), '', 32, "
      "'eth1_bridge')");
  CHECK(read(325)->unsettled == std::vector<Bytes48>{keys[1], keys[2], keys[3], keys[4]});
}

TEST_CASE_FIXTURE(BeaconRows, "after an epoch's last block its sync rewards are all in") {
  const auto found = read(351);
  REQUIRE(found);
  CHECK(found->validators.at(keys[0]).balance_gwei == 1000 - 130 + 18 + 3);
  CHECK(found->validators.at(keys[1]).balance_gwei == 2050);
  CHECK(found->unsettled == std::vector<Bytes48>{keys[2], keys[3]});
}

TEST_CASE_FIXTURE(BeaconRows, "rows of another chain, slot or time are refused") {
  CHECK(contains(complaint(326), "no block"));
  CHECK(contains(complaint(100), "not stored"));
  const auto other = read_stored_beacon(database.connection, keys, 325, Bytes32{9});
  REQUIRE(!other);
  CHECK(other.error().kind == ErrorKind::mismatch);
  CHECK(contains(other.error().text(), "same branch"));
  sql("UPDATE epochs SET finalized = false WHERE epoch = 10");
  CHECK(!read(325)->finalized);
  sql("DELETE FROM epochs WHERE epoch = 9");
  CHECK(contains(complaint(325), "the one before"));
  sql("DELETE FROM chain");
  CHECK(contains(complaint(325), "no chain"));
  sql("DROP TABLE chain CASCADE");
  CHECK(read(325).error().kind == ErrorKind::unavailable);
}

TEST_CASE_FIXTURE(BeaconRows, "the withdrawal that emptied a validator is the first one in time") {
  const auto read = read_final_withdrawals(database.connection, {{0, 325}, {1, 0}}, 351).value();
  REQUIRE(read.found.size() == 1);
  CHECK(read.found.at(0).slot == 330);
  CHECK(read.found.at(0).amount_gwei == 30);
  CHECK(read_final_withdrawals(database.connection, {{0, 325}}, 329)->found.empty());
  sql("INSERT INTO withdrawals VALUES (3, 10, 200000, 1, '', 5)");
  CHECK(read_final_withdrawals(database.connection, {{1, 0}}, 300'000)->found.empty());
  sql("DROP TABLE withdrawals CASCADE");
  CHECK(read_final_withdrawals(database.connection, {{0, 0}}, 1).error().kind ==
        ErrorKind::unavailable);
}

TEST_CASE_FIXTURE(BeaconRows, "a withdrawal is unseen where an epoch that may have it is missing") {
  const auto unseen = [&](std::uint64_t first, std::uint64_t last) {
    return read_final_withdrawals(database.connection, {{1, first}}, last)->unseen.contains(1);
  };
  CHECK(!unseen(9 * 32, 351));
  CHECK(unseen(9 * 32 - 1, 351));
  CHECK(unseen(9 * 32, 352));
  CHECK(!unseen(352, 351));  // it cannot be yet
  sql("DELETE FROM epochs WHERE epoch = 9");
  CHECK(unseen(9 * 32, 351));
  CHECK(!unseen(10 * 32, 351));
}

TEST_CASE_FIXTURE(BeaconRows, "beacon nodes settle what rows leave open") {
  std::string asked;
  auto server = HttpServer::start(loopback_address, 0, [&](const HttpRequest& request) {
    asked = request.body;
    HttpResponse out;
    out.status = 200;
    out.body = R"({"data": []})";
    return out;
  });
  REQUIRE(server);
  BeaconNodes nodes(parse_nodes((*server)->url()).value());
  const auto both = read_beacon_side({&database.connection, &nodes}, keys, 325, Bytes32{5});
  REQUIRE_MESSAGE(both, (both ? "" : both.error().text()));
  CHECK(both->size() == 1);
  CHECK(!contains(asked, "0xa0"));
  for (const char* key : {"0xa1", "0xa2", "0xa3"}) CHECK(contains(asked, key));
  const auto nodes_alone = read_beacon_side({nullptr, &nodes}, keys, 325, Bytes32{5});
  CHECK(nodes_alone);
  CHECK(contains(asked, "0xa0"));
  const auto rows_alone = read_beacon_side({&database.connection, nullptr}, keys, 325, Bytes32{5});
  REQUIRE(!rows_alone);
  CHECK(rows_alone.error().kind == ErrorKind::mismatch);
  CHECK(contains(rows_alone.error().text(), "3 validators"));
  CHECK(read_beacon_side({}, keys, 325, Bytes32{5}).error().kind == ErrorKind::usage);
}

TEST_CASE_FIXTURE(BeaconRows, "an emptied validator of a megapool gets its last withdrawal") {
  NetworkSnapshot snapshot = read_network_snapshot(apsis::test::small_snapshot).value();
  MegapoolValidator validator;
  validator.exiting = true;
  validator.beacon = BeaconValidator{};
  validator.beacon->withdrawable_epoch = 10;
  validator.beacon->balance_gwei = 0;
  Megapool megapool;
  megapool.validators.assign(3, validator);
  megapool.validators[1].beacon->index = 3;
  megapool.validators[2].beacon->balance_gwei = 1;
  snapshot.nodes[0].megapool = megapool;
  snapshot.interval.consensus_end_slot = 351;
  REQUIRE(place_final_withdrawals(&database.connection, snapshot));
  const std::vector<MegapoolValidator>& placed = snapshot.nodes[0].megapool->validators;
  CHECK(placed[0].final_withdrawal == FinalWithdrawal{322, 100});
  CHECK(!placed[1].final_withdrawal);
  CHECK(!placed[2].final_withdrawal);
  for (const MegapoolValidator& one : placed) CHECK(!one.withdrawal_unseen);
  REQUIRE(place_final_withdrawals(nullptr, snapshot));
  CHECK(placed[0].withdrawal_unseen);
  CHECK(placed[1].withdrawal_unseen);
  CHECK(!placed[2].withdrawal_unseen);
  sql("DROP TABLE withdrawals CASCADE");
  CHECK(place_final_withdrawals(&database.connection, snapshot).error().kind ==
        ErrorKind::unavailable);
}
