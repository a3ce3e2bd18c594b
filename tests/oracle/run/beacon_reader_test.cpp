// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/beacon_reader.hpp"

#include <doctest/doctest.h>

#include <map>

#include "core/net/http_server.hpp"
#include "oracle/run/head_signal.hpp"
#include "tests/oracle/small_snapshot.hpp"

using namespace apsis;
using apsis::test::contains;

namespace {

using Table = std::map<std::string, std::string>;

/// A beacon node that answers from a table.
struct TableNode {
  Table answers;
  std::unique_ptr<HttpServer> server;

  explicit TableNode(Table table) : answers(std::move(table)) {
    auto started = HttpServer::start(loopback_address, 0, [this](const HttpRequest& request) {
      HttpResponse out;
      const auto found = answers.find(std::string(request.target));
      out.status = found == answers.end() ? 404 : 200;
      if (found != answers.end() && found->second == "error") out.status = 400;
      if (out.status == 200) out.body = found->second;
      return out;
    });
    REQUIRE(started);
    server = std::move(*started);
  }
  BeaconReader reader() const { return BeaconReader(*parse_url(server->url())); }
};

}  // namespace

TEST_CASE("a beacon node tells genesis, sync, finality, and blocks of slots") {
  Bytes32 root{};
  root[31] = 9;
  const TableNode node(Table{
      {"/eth/v1/beacon/genesis", R"({"data":{"genesis_time":"1000"}})"},
      {"/eth/v1/node/syncing", R"({"data":{"head_slot":"77","is_syncing":false}})"},
      {"/eth/v1/beacon/states/head/finality_checkpoints",
       R"({"data":{"finalized":{"epoch":"5"}}})"},
      {"/eth/v2/beacon/blocks/12",
       R"({"data":{"message":{"body":{"execution_payload":{"block_number":"34"}}}}})"},
      {"/eth/v1/beacon/headers/0x0000000000000000000000000000000000000000000000000000000000000009",
       R"({"data":{"header":{"message":{"slot":"11"}}}})"},
  });
  BeaconReader reader = node.reader();
  CHECK(*reader.genesis_time() == 1000);
  CHECK(reader.sync()->head_slot == 77);
  CHECK_FALSE(reader.sync()->is_syncing);
  CHECK(*reader.finalized_epoch() == 5);
  CHECK(*reader.execution_block(12) == 34);
  CHECK_FALSE(reader.execution_block(13)->has_value());
  CHECK(*reader.slot_of(root) == 11);
}

TEST_CASE("what is no answer of a beacon node is an error that names the node") {
  const TableNode node(Table{
      {"/eth/v1/beacon/genesis", "[]"},
      {"/eth/v1/node/syncing", R"({"data":{"head_slot":77}})"},
      {"/eth/v1/beacon/states/head/finality_checkpoints", R"({"data":{"finalized":{"epoch":""}}})"},
      {"/eth/v2/beacon/blocks/12", "{"},
      {"/eth/v2/beacon/blocks/13", "error"},
  });
  BeaconReader reader = node.reader();
  CHECK(reader.genesis_time().error().kind == ErrorKind::decode);
  CHECK(reader.sync().error().kind == ErrorKind::decode);
  CHECK(reader.finalized_epoch().error().kind == ErrorKind::decode);
  CHECK(reader.execution_block(12).error().kind == ErrorKind::decode);
  const auto refused = reader.execution_block(13);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::unavailable);
  CHECK(contains(refused.error().text(), node.server->url()));
  CHECK(reader.slot_of({}).error().kind == ErrorKind::unavailable);
}

TEST_CASE("events of the beacon node wake the loop") {
  const TableNode node(Table{{"/eth/v1/events?topics=head,finalized_checkpoint",
                              "event: head\ndata: {}\n\nevent: head\ndata: {}\n\n"}});
  HeadSignal signal(*parse_url(node.server->url()), 60);
  CHECK(signal.wait({}));
  CHECK(signal.events() >= 1);
  std::stop_source stopped;
  stopped.request_stop();
  HeadSignal silent(*parse_url("http://127.0.0.1:1"), 60);
  CHECK_FALSE(silent.wait(stopped.get_token()));
}
