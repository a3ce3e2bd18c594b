// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/serve/claims_api.hpp"

#include <doctest/doctest.h>
#include <regex.h>

#include <boost/algorithm/string/replace.hpp>
#include <nlohmann/json.hpp>

#include "core/hex.hpp"
#include "core/net/http_server.hpp"
#include "oracle/tree/rewards_tree.hpp"
#include "tests/core/net/raw_socket.hpp"
#include "tests/oracle/serve/sample_files.hpp"

using namespace apsis;
using apsis::test::contains;
using apsis::test::small_file;
using apsis::test::small_node;
using nlohmann::json;

namespace {

RunningView sample_running() {
  RunningView out;
  out.network = "devnet";
  out.index = 61;
  out.ruleset = 11;
  out.merkle_root = out.snapshot_sha256 = to_hex(Bytes32{});
  out.shares[*array_from_hex<20>(small_node)].smoothing_pool_eth = 7;
  return out;
}

/// A server over a real socket with two intervals and a running tree.
struct Served {
  explicit Served(ClaimsPolicy policy = {}, HttpServerLimits limits = {})
      : api(std::move(policy), metrics) {
    ClaimBook book;
    REQUIRE(book.add(small_file(60)).has_value());
    REQUIRE(book.add(small_file(61, 2)).has_value());
    api.set_book(std::move(book));
    api.set_running(sample_running());
    auto started = HttpServer::start(
        loopback_address, 0, [this](const HttpRequest& request) { return api.answer(request); },
        limits);
    REQUIRE(started.has_value());
    server = std::move(*started);
  }

  std::string raw(const std::string& bytes) const {
    RawSocket socket(server->port());
    socket.send(bytes);
    return socket.receive_all();
  }
  std::string get(const std::string& path, const std::string& headers = "",
                  const std::string& method = "GET") const {
    return raw(method + " " + path + " HTTP/1.1\r\nHost: a\r\n" + headers +
               "Connection: close\r\n\r\n");
  }
  json body(const std::string& path) const {
    const std::string answer = get(path);
    return json::parse(answer.substr(answer.find("\r\n\r\n") + 4));
  }

  Metrics metrics{"apsis-test"};
  ClaimsApi api;
  std::unique_ptr<HttpServer> server;
};

std::string header_of(const std::string& answer, const std::string& name) {
  const std::size_t at = answer.find("\r\n" + name + ": ");
  if (at == std::string::npos) return "";
  const std::size_t begin = at + name.size() + 4;
  return answer.substr(begin, answer.find("\r\n", begin) - begin);
}

/// POSIX's expressions: those of the standard library draw false warnings from sanitized builds.
bool matches(const std::string& text, const std::string& pattern) {
  regex_t compiled{};
  REQUIRE(regcomp(&compiled, pattern.c_str(), REG_EXTENDED | REG_NOSUB) == 0);
  const bool found = regexec(&compiled, text.c_str(), 0, nullptr, 0) == 0;
  regfree(&compiled);
  return found;
}

/// What of `value` the schema does not allow; empty if it allows all.
std::string breach(const json& description, json schema, const json& value,
                   const std::string& place) {
  if (schema.contains("$ref"))
    schema = description.at(json::json_pointer(schema["$ref"].get<std::string>().substr(1)));
  const std::string type = schema.at("type");
  if (type == "object") {
    if (!value.is_object()) return place + " is no object";
    if (!schema.contains("properties")) return "";
    for (const auto& name : schema.at("required"))
      if (!value.contains(name.get<std::string>())) return place + " lacks " + name.dump();
    for (const auto& [name, inner] : value.items()) {
      if (!schema["properties"].contains(name)) return place + " has an unknown " + name;
      const std::string wrong =
          breach(description, schema["properties"][name], inner, place + "/" + name);
      if (!wrong.empty()) return wrong;
    }
    return "";
  }
  if (type == "array") {
    if (!value.is_array()) return place + " is no array";
    for (const json& item : value)
      if (auto wrong = breach(description, schema.at("items"), item, place + "[]"); !wrong.empty())
        return wrong;
    return "";
  }
  if (type == "string" && schema.contains("pattern") && value.is_string())
    return matches(value.get<std::string>(), schema["pattern"].get<std::string>())
               ? ""
               : place + " is " + value.dump();
  const bool right = type == "string"    ? value.is_string()
                     : type == "integer" ? value.is_number_unsigned()
                                         : type == "boolean" && value.is_boolean();
  return right ? "" : place + " is no " + type;
}

}  // namespace

TEST_CASE("claims: every path answers as the OpenAPI description says") {
  const Served served;
  const json description = served.body("/openapi.json");
  CHECK(description.at("openapi") == "3.0.3");
  std::size_t checked = 0;
  for (const auto& [path, methods] : description.at("paths").items()) {
    std::string real = boost::algorithm::replace_all_copy(path, "{index}", "61");
    boost::algorithm::replace_all(real, "{address}", std::string(small_node));
    const std::string answer = served.get(real);
    REQUIRE_MESSAGE(answer.starts_with("HTTP/1.1 200 "), real);
    CHECK(header_of(answer, "Content-Type") == "application/json");
    const json& schema =
        methods["get"]["responses"]["200"]["content"]["application/json"]["schema"];
    CHECK(breach(description, schema, served.body(real), real) == "");
    ++checked;
    for (const auto& [status, wrong] :
         {std::pair{"400", "/v1/intervals/x"}, {"404", "/v1/intervals/9"}}) {
      const json error = served.body(wrong);
      CHECK(breach(description, description["components"]["schemas"]["Error"], error, wrong) == "");
      CHECK(std::to_string(error["error"]["status"].get<int>()) == status);
    }
  }
  CHECK(checked == 6);
}

TEST_CASE("claims: a claim's proof leads to the interval's root") {
  const Served served;
  const json claim = served.body("/v1/intervals/60/nodes/" + small_node);
  CHECK(claim["merkleRoot"] == served.body("/v1/intervals/60")["merkleRoot"]);
  std::vector<Bytes32> proof;
  for (const auto& hash : claim["merkleProof"])
    proof.push_back(*array_from_hex<32>(hash.get<std::string>()));
  const Bytes32 leaf = *array_from_hex<32>(claim["merkleLeaf"].get<std::string>());
  CHECK(to_hex(rewards_proof_root(leaf, proof)) == claim["merkleRoot"]);
  CHECK(claim["collateralRpl"] == "700000000000000000000");
  CHECK(claim["amountRpl"] == "715000000000000000000");
  CHECK(served.body("/v1/running/nodes/" + small_node)["smoothingPoolEth"] == "7");
  CHECK(served.body(
            "/v1/running/nodes/0x00000000000000000000000000000000000000AA")["smoothingPoolEth"] ==
        "0");
}

TEST_CASE("claims: an entity tag saves the body until the answer changes") {
  Served served;
  const std::string first = served.get("/v1/running");
  const std::string etag = header_of(first, "ETag");
  REQUIRE(etag.size() == 34);
  for (const std::string& known : {etag, "W/" + etag, "\"x\", " + etag, std::string("*")}) {
    const std::string again = served.get("/v1/running", "If-None-Match: " + known + "\r\n");
    CHECK(again.starts_with("HTTP/1.1 304 "));
    CHECK(header_of(again, "ETag") == etag);
    CHECK(header_of(again, "Content-Length") == "");
    CHECK(again.ends_with("\r\n\r\n"));
  }
  CHECK(served.get("/v1/running", "If-None-Match: \"x\"\r\n").starts_with("HTTP/1.1 200 "));
  RunningView newer = sample_running();
  newer.last_epoch = 5;
  served.api.set_running(newer);
  CHECK(served.get("/v1/running", "If-None-Match: " + etag + "\r\n").starts_with("HTTP/1.1 200 "));
  const std::string head = served.get("/v1/running", "", "HEAD");
  CHECK(head.starts_with("HTTP/1.1 200 "));
  CHECK(head.ends_with("\r\n\r\n"));
  CHECK(header_of(head, "Content-Length") != "0");
}

TEST_CASE("claims: what is not there, malformed or not allowed gets a JSON error") {
  Served served;
  const auto status = [&](const std::string& path, const std::string& method = "GET") {
    const std::string answer = served.get(path, "", method);
    CHECK(contains(answer, "{\"error\":{\"status\":"));
    CHECK(header_of(answer, "ETag") == "");
    return answer.substr(9, 3);
  };
  for (const char* path : {"/", "/v1", "/v1/", "/v1/intervalsx", "/v1/intervals/62",
                           "/v1/intervals/60/nodes", "/v1/intervals/60/other/1", "/v1/runningx",
                           "/v1/running/x", "/../etc/passwd", "/v1/intervals/60/../61",
                           "/v1/intervals/60/nodes/0x00000000000000000000000000000000000000aa"})
    CHECK_MESSAGE(status(path) == "404", path);
  for (const char* path : {"/v1/intervals/", "/v1/intervals/-1", "/v1/intervals/060",
                           "/v1/intervals/99999999999999999999", "/v1/intervals/%36%30",
                           "/v1/intervals/60/nodes/", "/v1/intervals/60/nodes/0x01",
                           "/v1/intervals/60/nodes/0101010101010101010101010101010101010101",
                           "/v1/running/nodes/0xzz01010101010101010101010101010101010101"})
    CHECK_MESSAGE(status(path) == "400", path);
  CHECK(status("/v1/intervals?" + std::string(300, 'a')) == "414");
  CHECK(status("/v1/intervals", "POST") == "405");
  CHECK(status("/v1/intervals", "OPTIONS") == "405");
  served.api.set_running_failed();
  CHECK(status("/v1/running") == "503");
  served.api.set_running(std::nullopt);
  CHECK(status("/v1/running") == "404");
  CHECK(contains(served.metrics.text(), "apsis_oracle_http_requests_total{status=\"414\"} 1"));
}

TEST_CASE("claims: pages of other origins may read only when an origin is given") {
  const Served closed;
  CHECK(header_of(closed.get("/v1/intervals", "Origin: https://a.example\r\n"),
                  "Access-Control-Allow-Origin") == "");
  const Served open({"https://a.example", 600});
  const std::string answer = open.get("/v1/intervals", "Origin: https://b.example\r\n");
  CHECK(header_of(answer, "Access-Control-Allow-Origin") == "https://a.example");
  CHECK(header_of(answer, "Vary") == "Origin");
  const std::string asked = open.get("/v1/intervals", "Origin: https://a.example\r\n", "OPTIONS");
  CHECK(asked.starts_with("HTTP/1.1 204 "));
  CHECK(header_of(asked, "Access-Control-Allow-Methods") == "GET, HEAD");
}

TEST_CASE("claims: too many requests, too many connections and broken ones are refused") {
  const Served limited({"", 3});
  for (int i = 0; i < 3; ++i) CHECK(limited.get("/v1/intervals").starts_with("HTTP/1.1 200 "));
  const std::string refused = limited.get("/v1/intervals");
  CHECK(refused.starts_with("HTTP/1.1 429 "));
  CHECK(header_of(refused, "Retry-After") == "60");
  HttpServerLimits limits;
  limits.connections = 2;
  limits.header_bytes = 512;
  limits.body_bytes = 16;
  limits.idle = std::chrono::milliseconds(300);
  const Served small({}, limits);
  CHECK(small.raw("GET /v1/intervals HTTP/1.1\r\nX: " + std::string(2000, 'x') + "\r\n\r\n")
            .starts_with("HTTP/1.1 431 "));
  CHECK(small.raw("GET /v1/intervals HTTP/1.1\r\nHost: a\r\nContent-Length: 99999\r\n\r\n")
            .starts_with("HTTP/1.1 413 "));
  CHECK(small.raw("\x16\x03\x01 nonsense\r\n\r\n").starts_with("HTTP/1.1 400 "));
  // One that sends a byte and then nothing is let go.
  CHECK(small.raw("G") == "");
  RawSocket one(small.server->port()), two(small.server->port());
  one.send("GET /v1/intervals HTTP/1.1\r\nHost: a\r\n\r\n");
  two.send("GET /v1/intervals HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(one.receive_until("\r\n").starts_with("HTTP/1.1 200 "));
  CHECK(two.receive_until("\r\n").starts_with("HTTP/1.1 200 "));
  CHECK(small.get("/v1/intervals").starts_with("HTTP/1.1 503 "));
}
