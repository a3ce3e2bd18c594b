// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/balances/balances_report.hpp"

#include <doctest/doctest.h>

#include "core/hex.hpp"
#include "oracle/balances/balances_diff.hpp"
#include "oracle/balances/balances_explain.hpp"
#include "tests/oracle/balances/small_funds.hpp"
#include "tests/oracle/small_snapshot.hpp"

using namespace apsis;
using namespace apsis::test;

TEST_CASE("the same snapshot gives the same report, and it says what is voted") {
  const NetworkSnapshot snapshot = small_network();
  const auto first = compute_balances(snapshot, 0), second = compute_balances(snapshot, 0);
  REQUIRE(first);
  const std::string report = write_balances_report(snapshot, *first);
  CHECK(report == write_balances_report(snapshot, *second));
  CHECK(contains(report, "\"calldata\": \"0x979611ea"));
  CHECK(contains(report, "\"minipools\": \"24645000000000000000\""));
  CHECK(contains(report, "\"case\": \"staked\""));
  CHECK(balances_differences(report, report)->empty());
}

TEST_CASE("a submission that cannot be sent has a reason instead of calldata") {
  NetworkSnapshot snapshot = small_network();
  snapshot.funds->deposit_pool_user_balance = milli(-90'000);
  snapshot.funds->max_rate_change = one_eth * 100u;
  const auto result = compute_balances(snapshot, 0);
  REQUIRE(result);
  const std::string report = write_balances_report(snapshot, *result);
  CHECK(contains(report, "\"refused\": \"total ETH is not positive\""));
  CHECK_FALSE(contains(report, "calldata"));
}

TEST_CASE("a wrong beacon balance shows in two reports as the validator, its pool and the terms") {
  NetworkSnapshot snapshot = small_network();
  const std::string before = write_balances_report(snapshot, *compute_balances(snapshot, 0));
  *snapshot.nodes[0].megapool->validators[0].beacon->balance_gwei += 1;
  const std::string after = write_balances_report(snapshot, *compute_balances(snapshot, 0));
  const auto differences = balances_differences(before, after);
  REQUIRE(differences);
  const auto change_at = [&](const std::string& place) {
    for (const ReportDifference& difference : *differences)
      if (difference.place.starts_with(place)) return difference.change;
    return std::string("none");
  };
  CHECK(change_at("/terms/megapools") == "+752500000");
  CHECK(change_at("/terms/minipools") == "none");
  CHECK(change_at("/megapools/0x0000000000000000000000000000000000000000/validators") ==
        "+1000000000");
}

TEST_CASE("items of one report alone are differences, and other files are refused") {
  const std::string head = R"({"format":"apsis-balances-report/1","terms":{"a":"1")";
  const auto differences = balances_differences(head + "}}", head + R"(,"b":"x"}})");
  REQUIRE(differences);
  REQUIRE(differences->size() == 1);
  CHECK((*differences)[0].place == "/terms/b");
  CHECK((*differences)[0].first.empty());
  CHECK((*differences)[0].change.empty());
  CHECK_FALSE(balances_differences("{}", head + "}}"));
  CHECK_FALSE(balances_differences(head + "}}", "no JSON"));
}

TEST_CASE("the total unfolds to each minipool, megapool and node") {
  const NetworkSnapshot snapshot = small_network();
  const auto result = compute_balances(snapshot, milli(300));
  REQUIRE(result);
  CHECK(contains(explain_total(*result), "24645000000000000000 wei (24.645000000 ETH)"));
  const Bytes20 nobody{9}, zero{};
  CHECK(contains(*explain_minipool(result->balances, zero), "shared"));
  CHECK(contains(*explain_megapool(result->balances, zero), "staked"));
  const std::string node = *explain_node(result->balances, zero);
  CHECK(contains(node, "minipool 0x"));
  CHECK(contains(node, "megapool 0x"));
  for (const auto explain : {explain_minipool, explain_megapool, explain_node})
    CHECK(explain(result->balances, nobody).error().kind == ErrorKind::usage);
  CHECK(amount_text(milli(-1)) == "-1000000000000000 wei (-0.001000000 ETH)");
}
