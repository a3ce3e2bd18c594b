// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>

#include "core/net/http_server.hpp"
#include "core/pg/database.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "oracle/state/snapshot_taker.hpp"
#include "schema/schema.hpp"
#include "tests/core/pg/test_server.hpp"
#include "tests/oracle/state/recorded_truth.hpp"
#include "tests/sim/sparring.hpp"

namespace apsis::test {

inline constexpr std::uint64_t recorded_blocks[] = {566, 662, 711, 747, 857};

/// A beacon node that tells the validators of the recording's blocks, by slot.
class RecordedBeacon {
 public:
  explicit RecordedBeacon(const std::filesystem::path& recording) {
    for (int i = 1; i <= 5; ++i) {
      const nlohmann::json block = recorded_json(recording, "beacon", i);
      blocks_[block.at("slot").get<std::string>()] = block.at("validators");
    }
    auto server = HttpServer::start(loopback_address, 0,
                                    [this](const HttpRequest& request) { return answer(request); });
    REQUIRE(server);
    server_ = std::move(*server);
  }
  std::string url() const { return server_->url(); }
  /// Added to every balance from now on.
  std::atomic<std::uint64_t> wrong_gwei = 0;

 private:
  HttpResponse answer(const HttpRequest& request) {
    const std::string target(request.target);
    const std::string body(request.body);
    const std::size_t from = target.find("/states/") + 8;
    const auto block = blocks_.find(target.substr(from, target.find('/', from) - from));
    HttpResponse out;
    out.status = block == blocks_.end() ? 404 : 200;
    if (out.status == 404) return out;
    nlohmann::json data = nlohmann::json::array();
    for (const nlohmann::json& from_file : block->second) {
      if (body.find(from_file.at("pubkey").get<std::string>()) == std::string::npos) continue;
      const auto gwei = std::stoull(from_file.at("balance").get<std::string>()) + wrong_gwei;
      nlohmann::json validator = from_file;
      for (const char* key : {"index", "status", "balance"}) validator.erase(key);
      data.push_back({{"index", from_file.at("index")},
                      {"balance", std::to_string(gwei)},
                      {"status", from_file.at("status")},
                      {"validator", validator}});
    }
    out.body =
        nlohmann::json{{"execution_optimistic", false}, {"finalized", true}, {"data", data}}.dump();
    return out;
  }

  std::map<std::string, nlohmann::json> blocks_;
  std::unique_ptr<HttpServer> server_;
};

/// Two execution nodes and two beacon nodes over the recording, and a database. `first` is null
/// when the recording is not there.
struct TakerFixture {
  std::unique_ptr<ExecutionServer> first = sparring_node();
  std::unique_ptr<ExecutionServer> second = first ? sparring_node() : nullptr;
  std::optional<std::filesystem::path> recording = find_recording("rocketpool-v14");
  Network network = first ? recorded_network(first->recorded()) : Network{};
  Database database = open_database(new_test_database(), schema_migrations(), true).value();
  std::unique_ptr<RecordedBeacon> beacon_a, beacon_b;
  std::unique_ptr<ExecutionNodes> nodes;
  std::unique_ptr<BeaconNodes> beacon;
  std::unique_ptr<SnapshotTaker> taker;

  TakerFixture() {
    if (!first) return;
    beacon_a = std::make_unique<RecordedBeacon>(*recording);
    beacon_b = std::make_unique<RecordedBeacon>(*recording);
    beacon =
        std::make_unique<BeaconNodes>(parse_nodes(beacon_a->url() + "," + beacon_b->url()).value());
    use_nodes(first->url() + "," + second->url());
  }
  void use_nodes(const std::string& urls, const std::string& archive = {}) {
    HttpClientLimits limits = execution_limits;
    limits.tries = 1;
    auto addresses = parse_nodes(urls).value();
    if (!archive.empty()) addresses.push_back(parse_nodes(archive, true).value().at(0));
    taker.reset();
    nodes = std::make_unique<ExecutionNodes>(addresses, network.chain_id, limits);
    taker = std::make_unique<SnapshotTaker>(TakerSources{.nodes = *nodes,
                                                         .network = network,
                                                         .database = database.connection,
                                                         .beacon = beacon.get()});
  }
  /// 1 to 5: the recorded block that both nodes have as their head.
  void set_head(int block) {
    first->set_head(recorded_blocks[block - 1]);
    second->set_head(recorded_blocks[block - 1]);
  }
  NetworkSnapshot stored(const StoredSnapshot& snapshot) {
    SnapshotStore store(database.connection);
    return read_network_snapshot(store.file(snapshot.content_hash).value()).value();
  }
  std::int64_t count(const std::string& from) {
    pqxx::work work(database.connection.sql());
    return work.exec1("SELECT count(*) FROM " + from)[0].as<std::int64_t>();
  }
  /// Nothing of a failed taking is there.
  void check_nothing_stored() {
    for (const char* table : {"snapshots", "snapshot_files", "captures", "memberships"})
      CHECK_MESSAGE(count(table) == 0, table);
  }
};

}  // namespace apsis::test
