// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/watch_votes.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "core/net/http_server.hpp"
#include "core/pg/database.hpp"
#include "schema/schema.hpp"
#include "tests/core/pg/test_server.hpp"
#include "tests/oracle/small_snapshot.hpp"

using namespace apsis;
using apsis::test::contains;
using nlohmann::json;

namespace {

/// An execution node of chain 1 whose logs a test sets; keeps the filters that it was asked with.
struct LogNode {
  std::string logs = "[]";
  std::vector<json> filters;
  std::unique_ptr<HttpServer> server;

  LogNode() {
    auto started = HttpServer::start(loopback_address, 0, [this](const HttpRequest& request) {
      const json asked = json::parse(request.body);
      json answers = json::array();
      for (const json& one : asked.is_array() ? asked : json::array({asked})) {
        json answer = {{"jsonrpc", "2.0"}, {"id", one.at("id")}, {"result", "0x1"}};
        if (one.at("method") == "eth_getLogs") {
          filters.push_back(one.at("params").at(0));
          answer["result"] = json::parse(logs);
        }
        answers.push_back(answer);
      }
      HttpResponse out;
      out.body = (asked.is_array() ? answers : answers.at(0)).dump();
      return out;
    });
    REQUIRE(started);
    server = std::move(*started);
  }
};

Moment moment_at(std::uint64_t block) {
  Moment out;
  out.state.block.number = block;
  out.state.balances_block = 40;
  out.state.prices_block = 50;
  std::uint8_t number = 1;
  for (const char* name : {"RocketNetworkBalances", "RocketNetworkPrices", "RocketRewardsPool"})
    out.book.addresses[name] = Bytes20{number++};
  return out;
}

std::string price_log(std::uint64_t block) {
  const auto word = [](std::uint64_t number) {
    char out[65];
    std::snprintf(out, sizeof out, "%064llx", static_cast<unsigned long long>(number));
    return std::string(out);
  };
  const json log = {
      {"address", "0x" + std::string(40, '2')},
      {"topics",
       {"0x6a2507f84d6af44d2a9c355a7f1e3c4691b146051ce9501b429d8447ba9531c3", "0x" + word(9)}},
      {"data", "0x" + word(50) + word(600) + word(7) + word(700)},
      {"blockNumber", "0x" + word(block).substr(48)},
      {"blockHash", "0x" + word(1)},
      {"transactionHash", "0x" + word(2)},
      {"logIndex", "0x0"}};
  return "[" + log.dump() + "]";
}

}  // namespace

TEST_CASE("votes are read from the accepted block on, then from finality on") {
  LogNode node;
  auto database = open_database(new_test_database(), schema_migrations(), true);
  REQUIRE(database);
  ExecutionNodes nodes(*parse_nodes(node.server->url()), 1);
  node.logs = price_log(55);
  const auto first = watch_votes(nodes, database->connection, moment_at(60), 52);
  REQUIRE(first);
  CHECK(first->first_block == 40);
  CHECK(first->votes == 1);
  REQUIRE(node.filters.size() == 1);
  CHECK(node.filters[0].at("fromBlock") == "0x28");
  CHECK(node.filters[0].at("toBlock") == "0x3c");
  CHECK(node.filters[0].at("address").size() == 3);
  CHECK(load_votes(database->connection, VoteKind::price, 50)->size() == 1);
  // The block with the vote was not final, and another branch has no vote.
  node.logs = "[]";
  const auto second = watch_votes(nodes, database->connection, moment_at(61), 52);
  REQUIRE(second);
  CHECK(second->first_block == 53);
  CHECK(load_votes(database->connection, VoteKind::price, 50)->empty());
  // Logs of many blocks are asked for piece by piece.
  node.filters.clear();
  REQUIRE(watch_votes(nodes, database->connection, moment_at(61 + 2 * log_blocks_at_once), 60));
  CHECK(node.filters.size() == 3);
}

TEST_CASE("a node's nonsense stores nothing, and a missing contract is an error") {
  LogNode node;
  auto database = open_database(new_test_database(), schema_migrations(), true);
  ExecutionNodes nodes(*parse_nodes(node.server->url()), 1);
  node.logs = "{}";
  CHECK(watch_votes(nodes, database->connection, moment_at(60), 52).error().kind ==
        ErrorKind::decode);
  CHECK_FALSE(watched_blocks(database->connection)->has_value());
  Moment without = moment_at(60);
  without.book.addresses.erase("RocketNetworkPrices");
  CHECK(watch_votes(nodes, database->connection, without, 52).error().kind == ErrorKind::mismatch);
}
