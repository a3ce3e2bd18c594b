// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/net/http_message.hpp"
#include "core/net/http_server.hpp"
#include "core/ops/metrics.hpp"

namespace apsis {

/// Whether a program can do its work now; written by its main loop, read by the health server.
class Readiness {
 public:
  /// The program works, as far as it knows.
  void set_ready();
  /// It cannot, and why ("waiting for the node").
  void set_waiting(std::string reason);
  /// Empty when ready, else the reason.
  std::string reason() const;

 private:
  mutable std::mutex mutex_;
  std::string reason_ = "starting";
};

/// Answers GET and HEAD of /metrics, /healthz (the process lives) and /readyz (200, or 503 with the
/// reason); 404 for other paths, 405 for other methods.
HttpResponse answer_health(const HttpRequest& request, const Metrics& metrics,
                           const Readiness& readiness);

/// An address to listen on.
struct ListenAddress {
  std::string host;
  std::uint16_t port;
};

/// Reads "ADDRESS:PORT" or "[IPV6]:PORT".
Expected<ListenAddress> parse_listen_address(std::string_view text);

/// Serves answer_health at `address` ("ADDRESS:PORT") until the server is destroyed; `metrics` and
/// `readiness` outlive it. The word "off" starts nothing and gives an empty pointer.
Expected<std::unique_ptr<HttpServer>> serve_health(std::string_view address, const Metrics& metrics,
                                                   const Readiness& readiness);

}  // namespace apsis
