// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/beacon_server.hpp"

#include <doctest/doctest.h>

#include "core/net/http_client.hpp"
#include "tests/core/net/raw_socket.hpp"
#include "tests/indexer/source/mini_recording.hpp"

namespace apsis {
namespace {

std::unique_ptr<BeaconServer> start(const MiniRecording& files) {
  auto server = BeaconServer::start(files.path());
  REQUIRE(server.has_value());
  return std::move(*server);
}

bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

/// A listener to all events that the tests look at.
class Listener {
 public:
  explicit Listener(const BeaconServer& server) : socket_(parse_url(server.url())->port) {
    socket_.send(
        "GET /eth/v1/events?topics=head,chain_reorg,finalized_checkpoint HTTP/1.1\r\n"
        "Host: a\r\n\r\n");
    socket_.receive_until(":\n\n");
  }
  /// The text up to the end of the next event.
  std::string next() { return socket_.receive_until("}\n\n"); }
  /// What comes until the stream ends; the connection stays open for another request.
  std::string rest() { return socket_.receive_until("0\r\n\r\n"); }

 private:
  RawSocket socket_;
};

}  // namespace

TEST_CASE("sparring node: tells heads, reorgs and finality as events") {
  const MiniRecording files;
  const auto server = start(files);
  server->set_head(Slot(3));
  Listener listener(*server);
  server->set_head(Slot(4));
  CHECK(has(listener.next(), R"("slot":"4")"));
  server->set_head(Slot(5));
  const std::string orphan = listener.next();
  CHECK(has(orphan, "event: head"));
  CHECK(has(orphan, R"("block":"0x01020304")"));
  HttpClient client(*parse_url(server->url()));
  CHECK(has(std::string(client.get("/eth/v1/beacon/headers/head")->text()), "0x01020304"));
  CHECK(client.get("/eth/v1/beacon/headers/5")->status == 200);
  server->set_head(Slot(6));
  const std::string reorg = listener.next();
  CHECK(has(reorg, "event: chain_reorg"));
  CHECK(has(reorg, R"("depth":"2")"));
  CHECK(has(reorg, R"("old_head_block":"0x01020304")"));
  CHECK(has(reorg, R"("new_head_block":")" + MiniRecording::root(6)));
  CHECK(has(listener.next(), R"("slot":"6")"));
  CHECK(client.get("/eth/v1/beacon/headers/5")->status == 404);
  CHECK(client.get("/eth/v1/beacon/headers/7")->status == 404);
  server->set_head(Slot(32));
  CHECK(has(listener.next(), R"("epoch_transition":true)"));
  const std::string final = listener.next();
  CHECK(has(final, "event: finalized_checkpoint"));
  CHECK(has(final, R"("epoch":"2")"));
  server->events().disconnect();
  CHECK(has(listener.rest(), "0\r\n\r\n"));
}

TEST_CASE("sparring node: wrong faults are refused, right ones are counted") {
  FaultPlan plan;
  for (const char* text : {"", "cut", "cut@", "cut@nowhere", "999@4", "42@4", "x2@4", "cutx@4"}) {
    CAPTURE(text);
    const auto added = plan.add(text);
    REQUIRE(!added);
    CHECK(added.error().kind == ErrorKind::usage);
  }
  REQUIRE(plan.add("503x2@state").has_value());
  for (const int expected : {503, 503, 200}) {
    HttpResponse response;
    plan.apply("state", response, "");
    CHECK(response.status == expected);
  }
}

TEST_CASE("sparring node: a directory that is no recording is an error") {
  CHECK(!BeaconServer::start("/nowhere/at/all"));
}

}  // namespace apsis
