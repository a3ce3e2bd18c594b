// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/net/http_server.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/core/net/raw_socket.hpp"

namespace apsis {
namespace {

using namespace std::chrono_literals;

constexpr const char* ask_and_close = "GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

std::unique_ptr<HttpServer> serve(HttpHandler handler, HttpServerLimits limits = {}) {
  auto server = HttpServer::start(loopback_address, 0, std::move(handler), limits);
  REQUIRE(server.has_value());
  return std::move(*server);
}

HttpResponse text(std::string body) {
  HttpResponse out;
  out.body = std::move(body);
  return out;
}

std::string ask(const HttpServer& server, const std::string& bytes) {
  RawSocket socket(server.port());
  socket.send(bytes);
  return socket.receive_all();
}

}  // namespace

TEST_CASE("http server: the handler sees method, path, query, headers and body") {
  HttpRequest seen;
  const auto server = serve([&](const HttpRequest& request) {
    seen = request;
    return text("hello");
  });
  const std::string answer = ask(*server,
                                 "POST /a/b?x=1&name=two%20words+more HTTP/1.1\r\nHost: a\r\n"
                                 "X-Own: v\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc");
  CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(answer.find("Content-Length: 5\r\n") != std::string::npos);
  CHECK(answer.ends_with("\r\n\r\nhello"));
  CHECK(seen.method == "POST");
  CHECK(seen.path() == "/a/b");
  CHECK(seen.query("name") == "two words more");
  CHECK(!seen.query("nam"));
  CHECK(find_header(seen.headers, "x-OWN") == "v");
  CHECK(seen.body == "abc");
}

TEST_CASE("http server: one connection carries several requests, HEAD has no body") {
  const auto server = serve([](const HttpRequest& request) { return text(request.target); });
  RawSocket socket(server->port());
  socket.send("GET /one HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(socket.receive_until("/one").ends_with("\r\n\r\n/one"));
  socket.send("HEAD /longer HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(socket.receive_until("\r\n\r\n").find("Content-Length: 7\r\n") != std::string::npos);
  socket.send("GET /two HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  CHECK(socket.receive_all().ends_with("\r\n\r\n/two"));
}

TEST_CASE("http server: what is too large or no HTTP gets its status") {
  HttpServerLimits limits;
  limits.header_bytes = 512;
  limits.body_bytes = 10;
  const auto server = serve([](const HttpRequest&) { return text("ok"); }, limits);
  CHECK(ask(*server, "nonsense\r\n\r\n").starts_with("HTTP/1.1 400 "));
  CHECK(ask(*server, "GET / HTTP/1.1\r\nX: " + std::string(2000, 'a') + "\r\n\r\n")
            .starts_with("HTTP/1.1 431 "));
  CHECK(ask(*server, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n01234567890")
            .starts_with("HTTP/1.1 413 "));
  CHECK(ask(*server, "nonsense\r\n\r\n")
            .ends_with(R"({"error":{"status":400,"message":"Bad Request"}})"));
}

TEST_CASE("http server: an exception of the handler is a 500 that tells nothing") {
  const auto server =
      serve([](const HttpRequest&) -> HttpResponse { throw std::runtime_error("secret"); });
  const std::string answer = ask(*server, ask_and_close);
  CHECK(answer.starts_with("HTTP/1.1 500 "));
  CHECK(answer.find("secret") == std::string::npos);
}

TEST_CASE("http server: header values cannot add lines") {
  const auto server = serve([](const HttpRequest&) {
    HttpResponse out = text("x");
    out.headers.emplace_back("X-Note", "a\r\nX-Evil: b");
    return out;
  });
  CHECK(ask(*server, ask_and_close).find("\r\nX-Evil") == std::string::npos);
}

TEST_CASE("http server: a silent client is dropped after the idle limit") {
  HttpServerLimits limits;
  limits.idle = 50ms;
  const auto server = serve([](const HttpRequest&) { return text("ok"); }, limits);
  const auto begin = std::chrono::steady_clock::now();
  CHECK(ask(*server, "GET / HT").empty());
  CHECK(std::chrono::steady_clock::now() - begin < 5s);
}

TEST_CASE("http server: connections beyond the limit get 503, and places become free again") {
  HttpServerLimits limits;
  limits.connections = 2;
  const auto server = serve([](const HttpRequest&) { return text("ok"); }, limits);
  {
    RawSocket first(server->port());
    RawSocket second(server->port());
    RawSocket third(server->port());
    const std::string answer = third.receive_all();
    CHECK(answer.starts_with("HTTP/1.1 503 "));
    const std::string body = R"({"error":{"status":503,"message":"too many connections"}})";
    CHECK(answer.ends_with("\r\n\r\n" + body));
    CHECK(answer.find("Content-Length: " + std::to_string(body.size())) != std::string::npos);
    first.send(ask_and_close);
    CHECK(first.receive_all().ends_with("ok"));
  }
  std::string answer;
  for (int i = 0; i < 100 && !answer.ends_with("ok"); ++i) {
    std::this_thread::sleep_for(10ms);
    answer = ask(*server, ask_and_close);
  }
  CHECK(answer.ends_with("ok"));
}

TEST_CASE("http server: faults cut, drop, delay and drip an answer") {
  const auto timed = [](HttpFault fault) {
    const auto server = serve([fault](const HttpRequest&) {
      HttpResponse out = text("0123456789");
      out.fault = fault;
      return out;
    });
    const auto begin = std::chrono::steady_clock::now();
    const std::string answer = ask(*server, ask_and_close);
    return std::pair(answer, std::chrono::steady_clock::now() - begin);
  };
  HttpFault cut;
  cut.cut_body = 4;
  CHECK(timed(cut).first.ends_with("\r\n\r\n0123"));
  HttpFault drop;
  drop.drop = true;
  CHECK(timed(drop).first.empty());
  HttpFault stall;
  stall.stall = 60ms;
  CHECK(timed(stall).second >= 60ms);
  HttpFault drip;
  drip.drip_bytes = 5;
  drip.drip = 60ms;
  const auto [answer, time] = timed(drip);
  CHECK(answer.ends_with("0123456789"));
  CHECK(time >= 60ms);
}

TEST_CASE("http server: a streamed answer goes out part by part") {
  const auto server = serve([](const HttpRequest&) {
    HttpResponse out;
    out.headers.emplace_back("Content-Type", "text/event-stream");
    out.stream = [](HttpStream& stream) {
      stream.write("one\n");
      stream.write("two\n");
    };
    return out;
  });
  const std::string answer = ask(*server, ask_and_close);
  CHECK(answer.ends_with("4\r\none\n\r\n4\r\ntwo\n\r\n0\r\n\r\n"));
}

TEST_CASE("http server: stop ends idle connections, stalls and endless streams") {
  auto server = serve([](const HttpRequest& request) {
    HttpResponse out;
    if (request.path() == "/stall") out.fault.stall = 1h;
    if (request.path() == "/stream") {
      out.stream = [](HttpStream& stream) {
        while (stream.write("tick\n") && stream.wait(5ms)) {
        }
      };
    }
    return out;
  });
  RawSocket idle(server->port());
  RawSocket stalled(server->port());
  stalled.send("GET /stall HTTP/1.1\r\nHost: a\r\n\r\n");
  RawSocket streamed(server->port());
  streamed.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
  streamed.receive_until("tick\n");
  const auto begin = std::chrono::steady_clock::now();
  server->stop();
  server->stop();
  CHECK(std::chrono::steady_clock::now() - begin < 5s);
}

TEST_CASE("http server: refuses a wrong address and a taken port") {
  const auto handler = [](const HttpRequest&) { return HttpResponse{}; };
  const auto wrong = HttpServer::start("no address", 0, handler);
  REQUIRE(!wrong);
  CHECK(wrong.error().kind == ErrorKind::usage);
  const auto server = serve(handler);
  CHECK(server->url() == "http://127.0.0.1:" + std::to_string(server->port()));
  const auto taken = HttpServer::start(loopback_address, server->port(), handler);
  REQUIRE(!taken);
  CHECK(taken.error().kind == ErrorKind::unavailable);
}

}  // namespace apsis
