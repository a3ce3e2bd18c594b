// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "core/ops/health.hpp"

namespace apsis {
namespace {

HttpResponse ask(const std::string& target, const Readiness& readiness,
                 const std::string& method = "GET") {
  const Metrics metrics("sample");
  return answer_health({.method = method, .target = target, .headers = {}, .body = {}}, metrics,
                       readiness);
}

TEST_CASE("a program is ready only after it said so") {
  Readiness readiness;
  CHECK(ask("/healthz", readiness).status == 200);
  CHECK(ask("/readyz", readiness).status == 503);
  CHECK(ask("/readyz", readiness).body == "not ready: starting\n");
  readiness.set_ready();
  CHECK(ask("/readyz", readiness).status == 200);
  readiness.set_waiting("no node answers");
  CHECK(ask("/readyz", readiness).body == "not ready: no node answers\n");
}

TEST_CASE("metrics are served, other paths and methods are refused") {
  const Readiness readiness;
  CHECK(ask("/metrics", readiness).body.find("apsis_build_info") != std::string::npos);
  CHECK(ask("/", readiness).status == 404);
  CHECK(ask("/metrics", readiness, "POST").status == 405);
}

TEST_CASE("an address to listen on is read or refused") {
  CHECK(parse_listen_address("127.0.0.1:9464")->port == 9464);
  CHECK(parse_listen_address("[::1]:0")->host == "::1");
  for (const char* wrong : {"", "9464", ":9464", "127.0.0.1:", "127.0.0.1:65536", "a:b", "[]:1"}) {
    const auto parsed = parse_listen_address(wrong);
    REQUIRE(!parsed.has_value());
    CHECK(parsed.error().kind == ErrorKind::usage);
  }
}

TEST_CASE("a port in use is an error that says what to do, and off serves nothing") {
  const Metrics metrics("sample");
  const Readiness readiness;
  const auto first = serve_health("127.0.0.1:0", metrics, readiness);
  REQUIRE(first.has_value());
  const auto second =
      serve_health("127.0.0.1:" + std::to_string((*first)->port()), metrics, readiness);
  REQUIRE(!second.has_value());
  CHECK(second.error().kind == ErrorKind::unavailable);
  CHECK(second.error().text().find("--metrics") != std::string::npos);
  const auto none = serve_health("off", metrics, readiness);
  REQUIRE(none.has_value());
  CHECK(*none == nullptr);
}

}  // namespace
}  // namespace apsis
