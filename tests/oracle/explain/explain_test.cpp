// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>

#include "core/hex.hpp"
#include "oracle/explain/explain_node.hpp"
#include "oracle/explain/tree_rows.hpp"
#include "oracle/interval/wei_math.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "oracle/tree/rewards_file_writer.hpp"
#include "tests/oracle/duty_rows.hpp"
#include "tests/oracle/small_snapshot.hpp"

using namespace apsis;
using apsis::test::contains;
using apsis::test::small_snapshot;

namespace {

constexpr Bytes20 node_address = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

IntervalResult small_result(const NetworkSnapshot& snapshot) {
  auto scorer = begin_interval(snapshot, ruleset_v11);
  REQUIRE(scorer);
  scorer->add_duty({5, 325, 2});
  scorer->add_duty({5, 360, 0});
  scorer->add_withdrawal({330, 5, 1'000'000'000});
  auto result = compute_interval(snapshot, ruleset_v11, std::move(*scorer));
  REQUIRE(result);
  return std::move(*result);
}

int256 value_of(const NodeExplanation& explanation, const std::string& subject,
                const std::string& name) {
  for (const Term& term : explanation.terms)
    if (term.subject.starts_with(subject) && term.name == name) return term.value;
  FAIL("no term " << subject << " " << name);
  return 0;
}

std::string rows_of(Database& database, const std::string& sql) {
  pqxx::nontransaction query(database.connection.sql());
  return query.exec(sql)[0][0].c_str();
}

}  // namespace

TEST_CASE("a node's amounts are explained down to the vote") {
  const NetworkSnapshot snapshot = *read_network_snapshot(small_snapshot);
  const IntervalResult result = small_result(snapshot);
  const auto explanation = explain_node(snapshot, ruleset_v11, result, node_address);
  REQUIRE(explanation);
  CHECK(value_of(*explanation, "node", "stake_percent") == int256(one_eth * 10));
  CHECK(value_of(*explanation, "node", "weight") == int256(one_eth * 240));
  CHECK(value_of(*explanation, "minipool", "boosted_fee") == int256(one_eth * 14 / 100));
  CHECK(value_of(*explanation, "minipool", "score_per_vote") == int256(one_eth * 355 / 1000));
  CHECK(value_of(*explanation, "minipool", "votes") == 1);
  CHECK(value_of(*explanation, "minipool", "missed") == 1);
  CHECK(value_of(*explanation, "minipool", "bonus_eth") == int256(one_eth * 675 / 10000));
  CHECK(value_of(*explanation, "node", "smoothing_pool_eth") ==
        int256(explanation->amounts.smoothing_pool_eth));
}

TEST_CASE("a node that is not there and a result of other inputs are refused") {
  const NetworkSnapshot snapshot = *read_network_snapshot(small_snapshot);
  IntervalResult result = small_result(snapshot);
  const auto absent = explain_node(snapshot, ruleset_v11, result, {9});
  CHECK(absent.error().kind == ErrorKind::usage);
  result.nodes[node_address].collateral_rpl += 1;
  const auto wrong = explain_node(snapshot, ruleset_v11, result, node_address);
  CHECK(wrong.error().kind == ErrorKind::mismatch);
  CHECK_FALSE(explain_nodes(snapshot, ruleset_v11, result));
}

TEST_CASE("a tree and its terms are stored as a whole and replaced as a whole") {
  const NetworkSnapshot snapshot = *read_network_snapshot(small_snapshot);
  const IntervalResult result = small_result(snapshot);
  const auto file = build_rewards_file(snapshot, ruleset_v11, result);
  REQUIRE(file);
  const auto nodes = explain_nodes(snapshot, ruleset_v11, result);
  REQUIRE(nodes);
  Database database = test::database_with_chain();
  for (int run = 0; run < 2; ++run) {
    const auto stored = store_tree(database.connection, *file, *nodes);
    REQUIRE_MESSAGE(stored.has_value(), stored.error().text());
    CHECK(rows_of(database, "SELECT count(*) FROM tree_intervals") == "1");
    CHECK(rows_of(database, "SELECT count(*) FROM tree_terms") ==
          std::to_string(nodes->front().terms.size()));
  }
  CHECK(rows_of(database, "SELECT merkle_root FROM tree_intervals") ==
        "\\x" + to_hex_bare(file->merkle_root));
  CHECK(rows_of(database, "SELECT smoothing_pool_eth FROM tree_nodes") ==
        to_decimal(file->nodes.front().amounts.smoothing_pool_eth));
  test::run_sql(database, "DROP TABLE tree_terms");
  CHECK(store_tree(database.connection, *file, *nodes).error().kind == ErrorKind::unavailable);
  CHECK(rows_of(database, "SELECT count(*) FROM tree_nodes") == "1");
}
