// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "oracle/state/snapshot_reader.hpp"
#include "tests/oracle/small_snapshot.hpp"

using namespace apsis;
using namespace apsis::test;

namespace {

/// The small snapshot with funds of everything.
std::string funded_snapshot() {
  std::string out = replaced(small_snapshot, "\"nodes\": [{", R"("funds": {
    "deposit_pool_user_balance": "-5", "reth_contract_balance": 6, "reth_supply": 7,
    "reduced_bond": 8, "head_exchange_rate": 9, "max_rate_change": 10},
  "nodes": [{
    "funds": {"deposit_credit": 1, "distributor_balance": 2,
      "collateral_ratio": "2000000000000000000"},)");
  out = replaced(out, "\"penalties\": 0,", R"("penalties": 0,
      "funds": {"balance": 1, "refund": 2, "deposit_type": "variable", "delegate_version": 3,
        "vacant": false, "finalised": true, "penalty_rate": 0},)");
  return replaced(out, "{\"index\": 5,", "{\"index\": 5, \"balance\": 32000000000,");
}

std::string complaint(const std::string& text) {
  const auto out = read_network_snapshot(text);
  return out ? "" : out.error().text();
}

}  // namespace

TEST_CASE("funds are read where the snapshot has them") {
  const auto snapshot = read_network_snapshot(funded_snapshot());
  REQUIRE_MESSAGE(snapshot, complaint(funded_snapshot()));
  CHECK(snapshot->funds->deposit_pool_user_balance == -5);
  const Minipool& minipool = snapshot->nodes[0].minipools[0];
  CHECK(minipool.funds->finalised);
  CHECK_FALSE(minipool.funds->user_share);
  CHECK(minipool.beacon->balance_gwei == 32'000'000'000u);
}

TEST_CASE("funds that miss somewhere are refused with their place") {
  const std::string text = funded_snapshot();
  CHECK(contains(complaint(replaced(text, ", \"balance\": 32000000000", "")),
                 "/nodes/0/minipools/0/beacon"));
  CHECK(contains(complaint(replaced(text, "\"finalised\": true, ", "")), "finalised"));
  std::string no_node_funds =
      replaced(text, "\"deposit_credit\": 1, \"distributor_balance\": 2,", "");
  CHECK(complaint(no_node_funds) != "");
}

TEST_CASE("funds that cannot be are refused") {
  const std::string text = funded_snapshot();
  CHECK(contains(complaint(replaced(text, "\"2000000000000000000\"", "\"999999999999999999\"")),
                 "collateral_ratio"));
  CHECK(contains(complaint(replaced(text, "\"variable\"", "\"quarter\"")), "deposit_type"));
  CHECK(contains(complaint(replaced(text, "\"-5\"", "\"-x\"")), "deposit_pool_user_balance"));
  CHECK(contains(complaint(replaced(text, "\"-5\"", "\"--5\"")), "deposit_pool_user_balance"));
  CHECK(contains(
      complaint(replaced(text, "\"penalty_rate\": 0", "\"penalty_rate\": \"1000000000000000001\"")),
      "penalty_rate"));
  CHECK(contains(complaint(replaced(text, "\"reth_supply\": 7", "\"reth_supply\": -7")),
                 "reth_supply"));
  const std::string too_large = std::string("\"head_exchange_rate\": \"1") + std::string(50, '0');
  CHECK(contains(complaint(replaced(text, "\"head_exchange_rate\": 9", too_large + "\"")),
                 "head_exchange_rate"));
}
