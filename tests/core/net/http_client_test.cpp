// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/net/http_client.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <thread>

#include "core/net/http_server.hpp"

namespace apsis {
namespace {

using namespace std::chrono_literals;

HttpClientLimits quick_limits() {
  HttpClientLimits limits;
  limits.connect = 2s;
  limits.idle = 300ms;
  limits.total = 2s;
  limits.tries = 3;
  limits.first_backoff = 1ms;
  return limits;
}

std::unique_ptr<HttpServer> serve(HttpHandler handler) {
  auto server = HttpServer::start(loopback_address, 0, std::move(handler));
  REQUIRE(server.has_value());
  return std::move(*server);
}

HttpClient client_of(const HttpServer& server, HttpClientLimits limits = quick_limits()) {
  return HttpClient(*parse_url(server.url()), limits);
}

/// Answers the first request of one connection with raw bytes and closes.
class RawAnswer {
 public:
  explicit RawAnswer(std::string bytes)
      : acceptor_(context_, {boost::asio::ip::make_address("127.0.0.1"), 0}),
        thread_([this, answer = std::move(bytes)] {
          auto socket = acceptor_.accept();
          std::string request;
          boost::system::error_code ignored;
          boost::asio::read_until(socket, boost::asio::dynamic_buffer(request), "\r\n\r\n",
                                  ignored);
          boost::asio::write(socket, boost::asio::buffer(answer), ignored);
        }) {}
  ~RawAnswer() { thread_.join(); }

  HttpClient client(HttpClientLimits limits = quick_limits()) {
    limits.tries = 1;
    return HttpClient(
        *parse_url("http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port())),
        limits);
  }

 private:
  boost::asio::io_context context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::thread thread_;
};

}  // namespace

TEST_CASE("http client: gets status, headers and body over one kept connection") {
  std::string seen;
  const auto server = serve([&](const HttpRequest& request) {
    seen = request.target + " " + find_header(request.headers, "Accept").value_or("");
    HttpResponse out;
    out.status = request.path() == "/missing" ? 404 : 200;
    out.headers.emplace_back("X-Own", "v");
    out.body = std::string(3'000'000, 'x');
    return out;
  });
  HttpClient client = client_of(*server);
  const auto answer = client.get("/a?b=c", {{"Accept", "text/x"}});
  REQUIRE(answer.has_value());
  CHECK(answer->status == 200);
  CHECK(find_header(answer->headers, "x-own") == "v");
  CHECK(answer->body.size() == 3'000'000);
  CHECK(seen == "/a?b=c text/x");
  CHECK(client.get("/missing")->status == 404);
}

TEST_CASE("http client: reads chunked bodies, empty bodies and bodies up to the end") {
  const auto server = serve([](const HttpRequest&) {
    HttpResponse out;
    out.stream = [](HttpStream& stream) {
      stream.write("one");
      stream.write("two");
    };
    return out;
  });
  CHECK(client_of(*server).get("/")->text() == "onetwo");
  RawAnswer open_end("HTTP/1.1 200 OK\r\n\r\nuntil the end");
  CHECK(open_end.client().get("/")->text() == "until the end");
  RawAnswer none("HTTP/1.1 204 No Content\r\n\r\n");
  CHECK(none.client().get("/")->status == 204);
}

TEST_CASE("http client: sends login and JSON bodies") {
  std::string login;
  std::string body;
  std::string type;
  const auto server = serve([&](const HttpRequest& request) {
    login = find_header(request.headers, "Authorization").value_or("");
    type = find_header(request.headers, "Content-Type").value_or("");
    body = request.body;
    return HttpResponse{};
  });
  auto url = *parse_url("http://me:pw@127.0.0.1:" + std::to_string(server->port()));
  HttpClient client(url, quick_limits());
  CHECK(client.post_json("/", "[1]", false)->status == 200);
  CHECK(login == "Basic bWU6cHc=");
  CHECK(type == "application/json");
  CHECK(body == "[1]");
}

TEST_CASE("http client: tries again after failures that may pass, then gives the good answer") {
  std::atomic<int> calls = 0;
  HttpFault fault;
  int bad_status = 200;
  const auto server = serve([&](const HttpRequest&) {
    HttpResponse out;
    out.body = "0123456789";
    if (++calls < 3) {
      out.fault = fault;
      out.status = bad_status;
    }
    return out;
  });
  SUBCASE("503") {
    bad_status = 503;
  }
  SUBCASE("500") {
    bad_status = 500;
  }
  SUBCASE("drop") {
    fault.drop = true;
  }
  SUBCASE("cut") {
    fault.cut_body = 3;
  }
  SUBCASE("stall") {
    fault.stall = 10s;
  }
  const auto answer = client_of(*server).get("/");
  REQUIRE(answer.has_value());
  CHECK(answer->status == 200);
  CHECK(answer->text() == "0123456789");
}

TEST_CASE("http client: each lasting failure has its own words, URL and advice") {
  HttpFault fault;
  const auto server = serve([&](const HttpRequest&) {
    HttpResponse out;
    out.body = std::string(1000, 'x');
    out.fault = fault;
    return out;
  });
  HttpClientLimits limits = quick_limits();
  HttpFailure expected = HttpFailure::connect;
  std::string words;
  SUBCASE("cut") {
    fault.cut_body = 10;
    expected = HttpFailure::truncated;
    words = "truncated answer";
  }
  SUBCASE("stall") {
    fault.stall = 10s;
    expected = HttpFailure::time_out;
    words = "time-out";
  }
  SUBCASE("drip that never pauses long enough") {
    fault.drip_bytes = 1;
    fault.drip = 10ms;
    limits.total = 200ms;
    expected = HttpFailure::time_out;
    words = "time-out";
  }
  SUBCASE("drop") {
    fault.drop = true;
    expected = HttpFailure::closed;
    words = "closed without an answer";
  }
  SUBCASE("size") {
    limits.body_bytes = 999;
    expected = HttpFailure::too_large;
    words = "larger than the limit";
  }
  auto url = *parse_url("http://me:secret@127.0.0.1:" + std::to_string(server->port()));
  HttpClient client(url, limits);
  const auto answer = client.get("/x/y?z=secret");
  REQUIRE(!answer);
  CHECK(client.last_failure() == expected);
  CHECK(answer.error().kind == ErrorKind::unavailable);
  const std::string text = answer.error().text();
  CAPTURE(text);
  CHECK(text.find(words) != std::string::npos);
  CHECK(text.find("/x/y") != std::string::npos);
  CHECK(text.find("secret") == std::string::npos);
  CHECK(!answer.error().remedy.empty());
}

TEST_CASE("http client: nobody there, an unknown name and no HTTP are told apart") {
  HttpClientLimits limits = quick_limits();
  limits.tries = 2;
  std::uint16_t port = 0;
  {
    const auto gone = serve([](const HttpRequest&) { return HttpResponse{}; });
    port = gone->port();
  }
  HttpClient nobody(*parse_url("http://127.0.0.1:" + std::to_string(port)), limits);
  const auto refused = nobody.get("/");
  REQUIRE(!refused);
  CHECK(nobody.last_failure() == HttpFailure::connect);
  CHECK(refused.error().what.find("tried 2 times") != std::string::npos);
  HttpClient nameless(*parse_url("http://no-such-host.invalid"), limits);
  CHECK(!nameless.get("/"));
  CHECK((nameless.last_failure() == HttpFailure::resolve ||
         nameless.last_failure() == HttpFailure::time_out));
  RawAnswer noise("SSH-2.0-OpenSSH\r\n\r\n");
  HttpClient no_http = noise.client();
  CHECK(!no_http.get("/"));
  CHECK(no_http.last_failure() == HttpFailure::malformed);
}

TEST_CASE("http client: broken chunks and endless headers are errors") {
  RawAnswer chunks("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
  HttpClient first = chunks.client();
  CHECK(!first.get("/"));
  CHECK(first.last_failure() == HttpFailure::malformed);
  RawAnswer half("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab");
  HttpClient second = half.client();
  CHECK(!second.get("/"));
  CHECK(second.last_failure() == HttpFailure::truncated);
  RawAnswer headers("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'a') + "\r\n\r\n");
  HttpClient third = headers.client();
  CHECK(!third.get("/"));
  CHECK(third.last_failure() == HttpFailure::too_large);
}

TEST_CASE("http client: a call that must not be repeated is tried once") {
  std::atomic<int> calls = 0;
  const auto server = serve([&](const HttpRequest&) {
    ++calls;
    HttpResponse out;
    out.status = 503;
    return out;
  });
  CHECK(client_of(*server).post_json("/", "{}", false)->status == 503);
  CHECK(calls == 1);
  CHECK(client_of(*server).post_json("/", "{}", true)->status == 503);
  CHECK(calls == 4);
}

TEST_CASE("http client: a kept connection that the server closed is opened again") {
  auto server = serve([](const HttpRequest&) { return HttpResponse{}; });
  const std::uint16_t port = server->port();
  HttpClientLimits limits = quick_limits();
  limits.tries = 1;
  HttpClient client(*parse_url(server->url()), limits);
  CHECK(client.get("/").has_value());
  server.reset();
  auto again =
      HttpServer::start(loopback_address, port, [](const HttpRequest&) { return HttpResponse{}; });
  REQUIRE(again.has_value());
  CHECK(client.get("/").has_value());
}

TEST_CASE("http client: a stop request ends a wait at once") {
  const auto server = serve([](const HttpRequest&) {
    HttpResponse out;
    out.fault.stall = 1h;
    return out;
  });
  HttpClientLimits limits;
  std::stop_source stop;
  HttpClient client(*parse_url(server->url()), limits, stop.get_token());
  std::jthread later([&] {
    std::this_thread::sleep_for(50ms);
    stop.request_stop();
  });
  const auto begin = std::chrono::steady_clock::now();
  CHECK(!client.get("/"));
  CHECK(client.last_failure() == HttpFailure::stopped);
  CHECK(std::chrono::steady_clock::now() - begin < 5s);
}

}  // namespace apsis
