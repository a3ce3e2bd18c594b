// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/explain/tree_diff.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/oracle/tree/good_rewards_file.hpp"

using namespace apsis;
using apsis::test::good_rewards_file;
using nlohmann::json;

TEST_CASE("equal trees and equal documents do not differ") {
  CHECK(tree_differences(good_rewards_file(), good_rewards_file()).empty());
  CHECK(performance_differences({}, {}).empty());
  CHECK(json_differences(json::parse(R"({"a": [1, {"b": 2}]})"),
                         json::parse(R"({"a": [1, {"b": 2}]})"))
            .empty());
}

TEST_CASE("trees differ amount by amount, and in nodes that one alone has") {
  RewardsFile b = good_rewards_file();
  b.nodes[0].address = {3};
  std::swap(b.nodes[0], b.nodes[1]);
  b.nodes[0].amounts.smoothing_pool_eth = 41;
  test::seal(b);
  const auto found = tree_differences(good_rewards_file(), b);
  REQUIRE(found.size() == 4);
  CHECK(found[0].subject == "tree");
  CHECK(found[0].fields.front().path == "merkleRoot");
  CHECK(found[1].subject.starts_with("node 0x01"));
  CHECK(found[1].fields[1].a == "10");
  CHECK(found[1].fields[1].b.empty());
  REQUIRE(found[2].fields.size() == 1);
  CHECK(found[2].fields[0].path == "smoothingPoolEth");
  CHECK(found[2].fields[0].a == "40");
  CHECK(found[2].fields[0].b == "41");
  CHECK(found[3].fields.front().a.empty());
}

TEST_CASE("performance differs in votes, in the slots that one alone missed and in bonuses") {
  PerformanceFile a, b;
  a.minipools[{1}].validator = {10, 2, 5, {7, 9}, 100, {}, {}, {}};
  b.minipools[{1}].validator = {10, 2, 5, {7, 11}, 100, {}, uint256(3), {}};
  b.megapools[{2}].validators[{4}] = {1, 0, 5, {}, 1, {}, {}, {}};
  const auto found = performance_differences(a, b);
  REQUIRE(found.size() == 2);
  REQUIRE(found[0].fields.size() == 2);
  CHECK(found[0].fields[0].path == "bonusEthEarned");
  CHECK(found[0].fields[1].path == "missingAttestationSlots");
  CHECK(found[0].fields[1].a == "9");
  CHECK(found[0].fields[1].b == "11");
  CHECK(found[1].subject.starts_with("validator 0x04"));
}

TEST_CASE("snapshots are compared by address, whatever the order") {
  const json a = json::parse(R"({"nodes": [{"address": "0x1", "rpl": "5", "l": [1, 2]},
    {"address": "0x2", "rpl": "6"}], "x": 1})");
  const json b = json::parse(R"({"nodes": [{"address": "0x2", "rpl": "7"},
    {"address": "0x1", "rpl": "5", "l": [1]}, {"address": "0x1"}], "x": "1"})");
  const auto found = json_differences(a, b);
  REQUIRE(found.size() == 4);
  CHECK(found[0].path == "/nodes/0x1/l/1");
  CHECK(found[0].b.empty());
  CHECK(found[1].path == "/nodes/0x1#2");
  CHECK(found[2].path == "/nodes/0x2/rpl");
  CHECK(found[2].b == R"("7")");
  CHECK(found[3].path == "/x");
}
