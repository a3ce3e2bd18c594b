// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/error.hpp"
#include "core/net/http_message.hpp"

namespace apsis {

/// What one server allows; whatever goes beyond is refused with the status that says so.
struct HttpServerLimits {
  std::size_t connections = 64;            ///< more get 503
  std::uint32_t header_bytes = 16 << 10;   ///< more gets 431
  std::uint64_t body_bytes = 1 << 20;      ///< more gets 413
  std::size_t requests = 100'000;          ///< on one connection, then it is closed
  std::chrono::milliseconds idle{30'000};  ///< for the next request, or the rest of one, to come
  std::chrono::milliseconds send{30'000};  ///< for the client to take one piece of an answer
};

/// Gives the answer to one request. Called from several threads at the same time; an exception
/// becomes a 500.
using HttpHandler = std::function<HttpResponse(const HttpRequest&)>;

/// The address that servers listen on unless told otherwise: this machine alone.
inline constexpr const char* loopback_address = "127.0.0.1";

/// A small HTTP/1.1 server (keep-alive, no TLS): one thread a connection, so a handler may block.
/// The destructor stops it.
class HttpServer {
 public:
  /// Listens and serves at once. `port` 0 takes any free port. Fails with usage for a text that is
  /// no IP address, with unavailable when the port is taken.
  static Expected<std::unique_ptr<HttpServer>> start(const std::string& address, std::uint16_t port,
                                                     HttpHandler handler,
                                                     HttpServerLimits limits = {});
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// The port that it listens on.
  std::uint16_t port() const;
  /// "http://ADDRESS:PORT".
  std::string url() const;
  /// Ends all connections and threads; answers under way are cut. Can be called again. Not from a
  /// handler.
  void stop();

 private:
  struct Inner;
  explicit HttpServer(std::unique_ptr<Inner> inner);
  std::unique_ptr<Inner> inner_;
};

}  // namespace apsis
