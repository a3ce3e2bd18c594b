// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/snapshot_reader.hpp"

#include <doctest/doctest.h>

#include "tests/oracle/small_snapshot.hpp"

using apsis::test::contains;
using apsis::test::replaced;
using apsis::test::small_snapshot;

namespace {

std::string complaint(const std::string& from, const std::string& to) {
  const auto read = apsis::read_network_snapshot(replaced(small_snapshot, from, to));
  return read ? "" : read.error().text();
}

}  // namespace

TEST_CASE("a snapshot is read as it was written") {
  const auto read = apsis::read_network_snapshot(small_snapshot);
  REQUIRE(read);
  CHECK(read->network == "devnet");
  CHECK(read->clock.time_of(1) == 1012);
  CHECK(read->interval.end_time_slot == 383);
  CHECK(apsis::first_duty_epoch(*read) == 10);
  CHECK(apsis::last_duty_epoch(*read) == 11);
  CHECK(!read->interval.contract_start_time);
  REQUIRE(read->nodes.size() == 1);
  const apsis::Minipool& minipool = read->nodes[0].minipools.at(0);
  CHECK(minipool.bond == apsis::uint256(8'000'000'000'000'000'000u));
  CHECK(minipool.beacon->exit_epoch == apsis::far_future_epoch);
  CHECK(!minipool.beacon->pending());
}

TEST_CASE("unknown, missing and doubled fields are refused with their path") {
  CHECK(contains(complaint("\"price\"", "\"prize\""), "/rpl/prize"));
  CHECK(contains(complaint("\"index\": 60, ", ""), "/interval/index"));
  CHECK(contains(complaint("\"penalties\": 0", "\"penalties\": 0, \"penalties\": 3"),
                 "/nodes/0/minipools/0/penalties"));
  CHECK(contains(complaint("\"apsis-network-snapshot/1\"", "\"apsis-network-snapshot/2\""),
                 "/format"));
}

TEST_CASE("values of the wrong kind are refused with their path") {
  CHECK(contains(complaint("\"bond\": \"8000000000000000000\"", "\"bond\": \"8 ETH\""),
                 "/nodes/0/minipools/0/bond"));
  CHECK(contains(
      complaint("\"bond\": \"8000000000000000000\"", "\"bond\": \"79228162514264337593543950336\""),
      "2^96"));
  CHECK(contains(complaint("\"in_smoothing_pool\": true", "\"in_smoothing_pool\": 1"),
                 "/nodes/0/in_smoothing_pool"));
  CHECK(contains(complaint("\"status\": \"staking\"", "\"status\": \"stacking\""),
                 "is none of initialized"));
  CHECK(contains(complaint("\"0x0202", "\"0x02"), "/nodes/0/minipools/0/address"));
  CHECK(contains(complaint("\"network\": \"devnet\"", "\"network\": \"../x\""), "/network"));
  CHECK(contains(complaint("{\"1\": false}", "{\"one\": false}"), "/networks_enabled/one"));
  CHECK(contains(complaint("\"minipools\": [", "\"minipools\": {\"a\": 1}, \"megapool\": ["),
                 "/nodes/0/minipools"));
}

TEST_CASE("contradictions are refused with their path") {
  CHECK(contains(complaint("\"first_slot\": 320", "\"first_slot\": 319"), "/interval/first_slot"));
  CHECK(contains(complaint("\"last_slot\": 383", "\"last_slot\": 384"), "/interval/last_slot"));
  CHECK(contains(complaint("\"consensus_start_slot\": 321", "\"consensus_start_slot\": 319"),
                 "/interval/consensus_start_slot"));
  CHECK(contains(complaint("\"consensus_end_slot\": 382", "\"consensus_end_slot\": 384"),
                 "/interval/consensus_end_slot"));
  CHECK(contains(complaint("\"consensus_end_slot\": 382", "\"consensus_end_slot\": 320"),
                 "/interval/consensus_end_slot"));
  CHECK(contains(complaint("\"last_slot\": 383", "\"last_slot\": 383, \"end_time_slot\": 9"),
                 "/interval/end_time_slot"));
  CHECK(contains(complaint("\"execution_end_block\": 160", "\"execution_end_block\": 99"),
                 "/interval/execution_end_block"));
  CHECK(contains(complaint("\"length_seconds\": 768", "\"length_seconds\": 0"),
                 "/interval/length_seconds"));
  CHECK(contains(complaint("\"intervals_passed\": 1", "\"intervals_passed\": 0"),
                 "/interval/intervals_passed"));
  CHECK(contains(complaint("\"seconds_per_slot\": 12", "\"seconds_per_slot\": 0"),
                 "/chain/seconds_per_slot"));
  CHECK(contains(complaint("\"slots_per_epoch\": 32", "\"slots_per_epoch\": 0"),
                 "/chain/slots_per_epoch"));
  CHECK(contains(complaint("\"node_share\": \"7", "\"node_share\": \"8"), "/rpl"));
  CHECK(contains(complaint("\"voter\": \"90000000000000000\"", "\"voter\": \"960000000000000000\""),
                 "/megapool_shares"));
  CHECK(contains(
      complaint("\"node_fee\": \"50000000000000000\"", "\"node_fee\": \"1000000000000000001\""),
      "/nodes/0/minipools/0/node_fee"));
  CHECK(contains(complaint("\"registration_time\": 1000", "\"registration_time\": 9000"),
                 "/nodes/0/registration_time"));
  CHECK(contains(complaint("\"oracle_dao_join_time\": 1000", "\"oracle_dao_join_time\": 9000"),
                 "/nodes/0/oracle_dao_join_time"));
  CHECK(contains(complaint("\"reward_network\": 0", "\"reward_network\": 7"),
                 "/nodes/0/reward_network"));
}

TEST_CASE("a node, minipool or megapool that stands twice is refused") {
  const auto read = apsis::read_network_snapshot(small_snapshot);
  REQUIRE(read);
  const std::size_t at = small_snapshot.find("\"nodes\": [") + 10;
  const std::string node = small_snapshot.substr(at, small_snapshot.rfind(']') - at);
  const auto twice = [&](const std::string& second) {
    const auto result =
        apsis::read_network_snapshot(replaced(small_snapshot, node, node + "," + second));
    return result ? std::string() : result.error().text();
  };
  CHECK(contains(twice(node), "/nodes/1/address"));
  CHECK(contains(twice(replaced(node, "0x0101", "0x1101")), "/nodes/1/minipools/0/address"));
  const std::string megapool = R"("megapool": {"address":
    "0x0404040404040404040404040404040404040404", "node_bond": "0", "user_capital": "0",
    "active_validators": 0, "validators": []}, "minipools")";
  const std::string with_megapool = replaced(node, "\"minipools\"", megapool);
  const std::string other =
      replaced(replaced(with_megapool, "0x0101", "0x1101"), "0x0202", "0x1202");
  const auto result =
      apsis::read_network_snapshot(replaced(small_snapshot, node, with_megapool + "," + other));
  REQUIRE(!result);
  CHECK(contains(result.error().text(), "/nodes/1/megapool"));
}

TEST_CASE("megapool validators are read with their flags, and contradictions refused") {
  const auto with_validator = [](const std::string& validator, const std::string& more) {
    const std::string megapool = R"("megapool": {"address":
      "0x0404040404040404040404040404040404040404", "node_bond": "4000000000000000000",
      "user_capital": "0", "active_validators": 1, )" +
                                 more + R"("validators": [)" + validator + "]}, \"minipools\"";
    return apsis::read_network_snapshot(replaced(small_snapshot, "\"minipools\"", megapool));
  };
  const std::string key(96, '7');
  const std::string good = R"({"pubkey": ")" + key +
                           R"(", "flags": ["staked", "exiting"], "requested_value_milli_eth": 32000,
      "requested_bond_milli_eth": 4000})";
  const auto read = with_validator(good, "");
  REQUIRE(read);
  const apsis::Megapool& megapool = *read->nodes[0].megapool;
  CHECK(megapool.has_details);
  CHECK(megapool.validators[0].staked);
  CHECK(megapool.validators[0].exiting);
  CHECK(!megapool.validators[0].in_prestake);
  CHECK(!megapool.validators[0].beacon);
  const auto flag = with_validator(replaced(good, "exiting", "leaving"), "");
  REQUIRE(!flag);
  CHECK(contains(flag.error().text(), "validators/0/flags/1"));
  const auto bond = with_validator(replaced(good, "4000}", "40000}"), "");
  REQUIRE(!bond);
  CHECK(contains(bond.error().text(), "the bond is larger"));
  const auto details = with_validator(good, "\"has_details\": false, ");
  REQUIRE(!details);
  CHECK(contains(details.error().text(), "has_details"));
}
