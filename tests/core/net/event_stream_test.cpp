// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/net/event_stream.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <thread>
#include <vector>

#include "core/net/http_client.hpp"
#include "core/net/http_server.hpp"

namespace apsis {
namespace {

using namespace std::chrono_literals;

/// The events of a text, read in pieces of `step` bytes.
std::vector<ServerEvent> read(std::string_view text, std::size_t step) {
  std::vector<ServerEvent> out;
  EventReader reader([&](ServerEvent event) { out.push_back(std::move(event)); });
  for (std::size_t i = 0; i < text.size(); i += step) CHECK(reader.feed(text.substr(i, step)));
  return out;
}

/// A server whose every answer is a stream.
std::unique_ptr<HttpServer> serve(std::function<void(HttpStream&)> stream) {
  auto server = HttpServer::start(loopback_address, 0, [stream](const HttpRequest& request) {
    HttpResponse out;
    if (request.path() == "/none") {
      out.status = 400;
      out.body = "unknown topic";
    } else {
      out.stream = stream;
    }
    return out;
  });
  REQUIRE(server.has_value());
  return std::move(*server);
}

}  // namespace

TEST_CASE("event stream: events are the same however the bytes are cut") {
  const std::string_view text =
      "\xEF\xBB\xBF:\n\n: kept alive\r\n\r\nevent: head\ndata: {\"a\":1}\n\n"
      "data:one\r\ndata\r\ndata:  three\r\n\r\nevent: empty\n\nid: 4\nretry: 5\ndata: x\r\r"
      "event: block\ndata: y\n\ndata: cut short";
  for (const std::size_t step : {1, 2, 3, 7, 1000}) {
    CAPTURE(step);
    const auto events = read(text, step);
    REQUIRE(events.size() == 4);
    CHECK(events[0].type == "head");
    CHECK(events[0].data == "{\"a\":1}");
    CHECK(events[1].type == "message");
    CHECK(events[1].data == "one\n\n three");
    CHECK(events[2].data == "x");
    CHECK(events[3].type == "block");
  }
}

TEST_CASE("event stream: an event without end is refused") {
  EventReader reader([](ServerEvent) {});
  const std::string piece(1 << 16, 'x');
  CHECK(reader.feed("data: "));
  bool good = true;
  for (int i = 0; i < 20 && good; ++i) good = reader.feed(piece);
  CHECK(!good);
}

TEST_CASE("http client: a stream's pieces come as they are sent, until it ends") {
  std::string got;
  const auto server = serve([](HttpStream& stream) {
    stream.write("one ");
    stream.wait(20ms);
    stream.write("two ");
    stream.write(std::string(100'000, 'x'));
  });
  HttpClient client(*parse_url(server->url()));
  const auto answer = client.stream({"GET", "/", {}, {}, true}, [&](std::string_view piece) {
    got.append(piece);
    return true;
  });
  REQUIRE(answer.has_value());
  CHECK(answer->status == 200);
  CHECK(got == "one two " + std::string(100'000, 'x'));
  CHECK(client.get("/none")->status == 400);
}

TEST_CASE("http client: a stream ends when its reader has enough, and other answers are whole") {
  const auto server = serve([](HttpStream& stream) {
    while (stream.write("x") && stream.wait(1ms)) {
    }
  });
  HttpClient client(*parse_url(server->url()));
  int pieces = 0;
  CHECK(client.stream({"GET", "/", {}, {}, true}, [&](std::string_view) { return ++pieces < 3; })
            .has_value());
  CHECK(pieces == 3);
  const auto refused =
      client.stream({"GET", "/none", {}, {}, true}, [](std::string_view) { return true; });
  REQUIRE(refused.has_value());
  CHECK(refused->status == 400);
  CHECK(refused->text() == "unknown topic");
}

TEST_CASE("http client: a silent stream is a time-out, a cut one truncated, a stop ends it") {
  HttpClientLimits limits;
  limits.idle = 100ms;
  limits.total = 1ms;
  const auto silent = serve([](HttpStream& stream) {
    stream.write("x");
    stream.wait(10s);
  });
  HttpClient client(*parse_url(silent->url()), limits);
  const auto sink = [](std::string_view) { return true; };
  CHECK(!client.stream({"GET", "/", {}, {}, true}, sink));
  CHECK(client.last_failure() == HttpFailure::time_out);
  auto cut = serve([](HttpStream& stream) {
    while (stream.write("x") && stream.wait(1ms)) {
    }
  });
  limits.idle = 20s;
  HttpClient cut_client(*parse_url(cut->url()), limits);
  std::jthread later([&] {
    std::this_thread::sleep_for(50ms);
    cut->stop();
  });
  CHECK(!cut_client.stream({"GET", "/", {}, {}, true}, sink));
  CHECK(cut_client.last_failure() == HttpFailure::truncated);
  std::stop_source stop;
  HttpClient stopped(*parse_url(silent->url()), limits, stop.get_token());
  std::jthread stopper([&] {
    std::this_thread::sleep_for(50ms);
    stop.request_stop();
  });
  CHECK(!stopped.stream({"GET", "/", {}, {}, true}, sink));
  CHECK(stopped.last_failure() == HttpFailure::stopped);
}

}  // namespace apsis
