// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/ops/health.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace apsis {
namespace {

HttpResponse plain(int status, std::string body) {
  return {.status = status,
          .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
          .body = std::move(body)};
}

}  // namespace

void Readiness::set_ready() {
  const std::lock_guard lock(mutex_);
  reason_.clear();
}

void Readiness::set_waiting(std::string reason) {
  const std::lock_guard lock(mutex_);
  reason_ = std::move(reason);
}

std::string Readiness::reason() const {
  const std::lock_guard lock(mutex_);
  return reason_;
}

HttpResponse answer_health(const HttpRequest& request, const Metrics& metrics,
                           const Readiness& readiness) {
  if (request.method != "GET" && request.method != "HEAD") {
    return plain(405, "use GET\n");
  }
  if (request.path() == "/healthz") return plain(200, "alive\n");
  if (request.path() == "/readyz") {
    const std::string reason = readiness.reason();
    return reason.empty() ? plain(200, "ready\n")
                          : plain(503, fmt::format("not ready: {}\n", reason));
  }
  if (request.path() == "/metrics") {
    return {.status = 200,
            .headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}},
            .body = metrics.text()};
  }
  return plain(404, "there are /metrics, /healthz and /readyz\n");
}

Expected<ListenAddress> parse_listen_address(std::string_view text) {
  const auto colon = text.rfind(':');
  const auto wrong = [&] {
    return fail(ErrorKind::usage, fmt::format("'{}' is not an address to listen on", text), {},
                "Use ADDRESS:PORT, such as 127.0.0.1:9464, or off");
  };
  if (colon == std::string_view::npos || colon == 0) return wrong();
  std::string_view host = text.substr(0, colon);
  const std::string_view port_text = text.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  std::uint16_t port = 0;
  const auto [end, error] =
      std::from_chars(port_text.data(), port_text.data() + port_text.size(), port);
  if (host.empty() || error != std::errc{} || end != port_text.data() + port_text.size()) {
    return wrong();
  }
  return ListenAddress{std::string(host), port};
}

Expected<std::unique_ptr<HttpServer>> serve_health(std::string_view address, const Metrics& metrics,
                                                   const Readiness& readiness) {
  if (address == "off") return nullptr;
  const auto parsed = parse_listen_address(address);
  if (!parsed) return std::unexpected(within("--metrics", parsed.error()));
  auto server = HttpServer::start(parsed->host, parsed->port,
                                  [&metrics, &readiness](const HttpRequest& request) {
                                    return answer_health(request, metrics, readiness);
                                  });
  if (!server) {
    Error error = within("--metrics", server.error());
    if (error.remedy.empty()) error.remedy = "Give another --metrics ADDRESS:PORT, or off";
    return std::unexpected(std::move(error));
  }
  return server;
}

}  // namespace apsis
