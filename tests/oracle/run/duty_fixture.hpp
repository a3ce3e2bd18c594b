// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include <atomic>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/ether.hpp"
#include "core/hex.hpp"
#include "core/net/http_server.hpp"
#include "core/pg/database.hpp"
#include "oracle/chain/rpc_value.hpp"
#include "oracle/run/duty_round.hpp"
#include "schema/schema.hpp"
#include "tests/core/pg/test_server.hpp"
#include "tests/oracle/small_snapshot.hpp"

namespace apsis::test {

/// The root of a slot's block, and the hash of an execution block: the number in its last bytes.
inline Bytes32 numbered(std::uint64_t number) {
  Bytes32 out{};
  for (int i = 0; i < 8; ++i) out[31 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  return out;
}

/// A node of both layers: any execution block has a header, and beacon blocks are where a test puts
/// them.
struct DutyNode {
  std::map<std::uint64_t, std::uint64_t> blocks{};        ///< execution block of a slot
  std::map<std::uint64_t, std::uint64_t> parent_slots{};  ///< of an execution block
  std::map<std::string, std::string> calls{};  ///< answers by calldata, or address and calldata
  std::atomic<int> asked = 0;                  ///< requests of both kinds
  std::atomic<bool> is_down = false;
  std::unique_ptr<HttpServer> server;

  DutyNode() {
    auto started = HttpServer::start(loopback_address, 0, [this](const HttpRequest& request) {
      ++asked;
      HttpResponse out;
      if (is_down) {
        out.status = 400;
      } else if (request.method == "GET") {
        beacon(std::string(request.target), out);
      } else {
        out.body = execution(nlohmann::json::parse(request.body)).dump();
      }
      return out;
    });
    REQUIRE(started);
    server = std::move(*started);
  }

 private:
  void beacon(const std::string& target, HttpResponse& out) const {
    const std::string of_slot = "/eth/v2/beacon/blocks/", of_root = "/eth/v1/beacon/headers/0x";
    nlohmann::json data;
    if (target.starts_with(of_slot)) {
      const auto found = blocks.find(std::stoull(target.substr(of_slot.size())));
      if (found != blocks.end())
        data["message"]["body"]["execution_payload"]["block_number"] =
            std::to_string(found->second);
    } else if (target.starts_with(of_root)) {
      data["header"]["message"]["slot"] =
          std::to_string(std::stoull(target.substr(of_root.size() + 48), nullptr, 16));
    }
    out.status = data.is_null() ? 404 : 200;
    out.body = nlohmann::json{{"data", data}}.dump();
  }
  nlohmann::json header(std::uint64_t number) const {
    const auto parent = parent_slots.find(number);
    return {{"number", rpc_hex(number)},
            {"hash", to_hex(numbered(number))},
            {"parentHash", to_hex(numbered(number - 1))},
            {"stateRoot", to_hex(numbered(7))},
            {"timestamp", rpc_hex(12 * number)},
            {"baseFeePerGas", "0x3b9aca00"},
            {"parentBeaconBlockRoot",
             to_hex(numbered(parent == parent_slots.end() ? number : parent->second))}};
  }
  nlohmann::json execution(const nlohmann::json& asked_for) const {
    if (asked_for.is_array()) {
      auto out = nlohmann::json::array();
      for (const auto& one : asked_for) out.push_back(execution(one));
      return out;
    }
    nlohmann::json out = {{"jsonrpc", "2.0"}, {"id", asked_for.at("id")}, {"result", "0x1"}};
    const std::string method = asked_for.at("method");
    if (method == "eth_getBlockByNumber" || method == "eth_getBlockByHash") {
      const std::string block = asked_for.at("params").at(0);
      const std::string number = block.size() > 48 ? block.substr(48) : block.substr(2);
      out["result"] = header(block.starts_with("0x") ? std::stoull(number, nullptr, 16) : 100);
    } else if (method == "eth_call") {
      const nlohmann::json& call = asked_for.at("params").at(0);
      const std::string data = call.value("data", call.value("input", ""));
      auto found = calls.find(call.value("to", "") + " " + data);
      if (found == calls.end()) found = calls.find(data);
      if (found != calls.end())
        out["result"] = found->second;
      else
        out["error"] = {{"code", 3}, {"message", "execution reverted: no such call"}};
      if (out.contains("error")) out.erase("result");
    }
    return out;
  }
};

/// All that a duty works with: a node, a database, and a list of what was cast. The chain's genesis
/// is at 1,000, three members are known, and the voter is the first.
struct DutyFixture {
  DutyNode node;
  Database database = open_database(new_test_database(), schema_migrations(), true).value();
  Network network;
  ExecutionNodes nodes;
  ContractReader reader;
  BeaconReader beacon;
  std::vector<Submission> cast;
  std::optional<Error> cast_error;
  std::optional<Bytes20> voter = Bytes20{1};
  Moment moment;

  DutyFixture()
      : nodes(*parse_nodes(node.server->url()), 1),
        reader(nodes, network),
        beacon(*parse_url(node.server->url())) {
    network.name = "devnet";
    network.chain_id = 1;
    network.rpl_price_pool = Bytes20{9};
    moment.clock.genesis_time = 1'000;
    moment.book.protocol_version = "1.4";
    moment.state.block.number = 100;
    moment.state.block.timestamp = 60'000;
    moment.membership.threshold = one_eth * 51u / 100u;
    for (std::uint8_t i = 1; i <= 3; ++i)
      moment.membership.members.push_back({Bytes20{i}, "member " + std::to_string(i), 1});
    std::uint8_t number = 1;
    for (const char* name : {"RocketNetworkBalances", "RocketNetworkPrices", "RocketRewardsPool"})
      moment.book.addresses[name] = Bytes20{number++};
  }

  DutyTools tools() {
    const CastVote keep = [this](const Submission& vote) -> Expected<std::string> {
      if (cast_error) return std::unexpected(*cast_error);
      cast.push_back(vote);
      return "offered";
    };
    return {nodes, reader, network, beacon, database.connection, voter, keep};
  }
  /// One step; a failure of the duty is a failure of the test.
  template <class Duty>
  DutyReport step(Duty& duty) {
    auto report = duty.step(tools(), moment);
    if (!report) FAIL(report.error().text());
    return std::move(*report);
  }
  template <class Duty>
  Error error(Duty& duty) {
    auto report = duty.step(tools(), moment);
    REQUIRE_FALSE(report);
    return report.error();
  }
  /// The chain has these votes and no others; nobody: the acceptance.
  void put_votes(VoteKind kind, std::uint64_t subject,
                 const std::vector<std::pair<std::optional<Bytes20>, VoteValues>>& votes,
                 std::uint64_t block = 95) {
    std::vector<VoteEvent> events;
    for (const auto& [member, values] : votes) {
      VoteEvent event{kind, subject, member, values, 50'000, {}};
      event.log.block = block;
      event.log.index = events.size();
      events.push_back(event);
    }
    const auto stored = store_votes(database.connection, 0, {90, 100}, events);
    if (!stored) FAIL(stored.error().text());
  }
  /// One more acceptance, of another subject, in a block below 90.
  void add_accepted(VoteKind kind, std::uint64_t subject, const VoteValues& values,
                    std::uint64_t block) {
    VoteEvent event{kind, subject, std::nullopt, values, 40'000, {}};
    event.log.block = block;
    const auto stored = store_votes(database.connection, block, {block, 100}, {&event, 1});
    if (!stored) FAIL(stored.error().text());
  }
  void break_database() {
    pqxx::work work(database.connection.sql());
    work.exec("DROP TABLE own_votes CASCADE; DROP TABLE votes CASCADE");
    work.commit();
  }
};

}  // namespace apsis::test
