// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/net/http_server.hpp"

#include <fmt/format.h>

#include <boost/asio/ip/tcp.hpp>
#include <list>
#include <thread>

#include "core/net/http_session.hpp"

namespace apsis {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;

constexpr std::string_view full_answer =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nContent-Length: 57\r\n"
    "Retry-After: 1\r\nConnection: close\r\n\r\n"
    R"({"error":{"status":503,"message":"too many connections"}})";

/// Pause after an accept that failed, so that a lack of file handles does not spin.
constexpr std::chrono::milliseconds accept_pause{50};

}  // namespace

struct HttpServer::Inner {
  Inner(HttpHandler answer, HttpServerLimits bounds)
      : handler(std::move(answer)), limits(bounds), acceptor(context) {}

  void accept_next() {
    next = std::make_unique<HttpSession>(handler, limits);
    acceptor.async_accept(next->socket(), [this](const error_code& error) { accepted(error); });
  }

  void accepted(const error_code& error) {
    if (error == asio::error::operation_aborted) return;
    sessions.remove_if([](const std::unique_ptr<HttpSession>& session) { return session->done(); });
    if (error) {
      std::this_thread::sleep_for(accept_pause);
    } else if (sessions.size() >= limits.connections) {
      // A few bytes into a fresh socket's empty buffer: never waits.
      error_code ignored;
      next->socket().send(asio::buffer(full_answer.data(), full_answer.size()), 0, ignored);
    } else {
      next->run();
      sessions.push_back(std::move(next));
    }
    accept_next();
  }

  HttpHandler handler;
  HttpServerLimits limits;
  asio::io_context context;
  tcp::acceptor acceptor;
  std::string address;
  std::uint16_t port = 0;
  std::unique_ptr<HttpSession> next;
  std::list<std::unique_ptr<HttpSession>> sessions;  // touched by the accepting thread alone
  std::thread thread;
};

Expected<std::unique_ptr<HttpServer>> HttpServer::start(const std::string& address,
                                                        std::uint16_t port, HttpHandler handler,
                                                        HttpServerLimits limits) {
  error_code error;
  const asio::ip::address ip = asio::ip::make_address(address, error);
  const std::string place = fmt::format("{}:{}", address, port);
  if (error) {
    return fail(ErrorKind::usage, "not an IP address to listen on", place,
                "Give one like 127.0.0.1 or ::1");
  }
  auto inner = std::make_unique<Inner>(std::move(handler), limits);
  const tcp::endpoint endpoint(ip, port);
  inner->acceptor.open(endpoint.protocol(), error);
  if (!error) inner->acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) inner->acceptor.bind(endpoint, error);
  if (!error) inner->acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return fail(ErrorKind::unavailable, "cannot listen: " + error.message(), place,
                "Choose another port or end the program that holds it");
  }
  inner->port = inner->acceptor.local_endpoint(error).port();
  inner->address = ip.is_v6() ? "[" + address + "]" : address;
  inner->accept_next();
  Inner* raw = inner.get();
  inner->thread = std::thread([raw] { raw->context.run(); });
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(inner)));
}

HttpServer::HttpServer(std::unique_ptr<Inner> inner) : inner_(std::move(inner)) {}

HttpServer::~HttpServer() {
  stop();
}

std::uint16_t HttpServer::port() const {
  return inner_->port;
}

std::string HttpServer::url() const {
  return fmt::format("http://{}:{}", inner_->address, inner_->port);
}

void HttpServer::stop() {
  if (!inner_->thread.joinable()) return;
  inner_->context.stop();
  inner_->thread.join();
  error_code ignored;
  inner_->acceptor.close(ignored);
  for (const auto& session : inner_->sessions) session->stop();
  inner_->sessions.clear();
}

}  // namespace apsis
