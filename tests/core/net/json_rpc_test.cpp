// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/net/json_rpc.hpp"

#include <doctest/doctest.h>

#include "core/hex.hpp"
#include "core/net/http_server.hpp"

using namespace apsis;

namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::unique_ptr<HttpServer> serve(HttpHandler handler) {
  auto server = HttpServer::start(loopback_address, 0, std::move(handler));
  REQUIRE(server);
  return std::move(*server);
}

std::unique_ptr<HttpServer> say(int status, std::string body) {
  return serve([=](const HttpRequest&) {
    HttpResponse out;
    out.status = status;
    out.body = body;
    return out;
  });
}

HttpClientLimits hasty() {
  HttpClientLimits out;
  out.tries = 1;
  return out;
}

std::string complaint(int status, const std::string& body, std::size_t requests) {
  const auto server = say(status, body);
  JsonRpc node(*parse_url(server->url()), hasty());
  const auto answers = node.batch(std::vector<RpcRequest>(requests, {"eth_chainId"}));
  return answers ? "" : answers.error().text();
}

}  // namespace

TEST_CASE("answers of a batch come in the order of the requests, whatever order the node has") {
  const auto server = say(200, R"([{"id":2,"result":{"b": [1, 2]}},{"id":1,"result":"0x1"},
                   {"id":3,"error":{"code":3,"message":"execution reverted","data":"0x0102"}}])");
  JsonRpc node(*parse_url(server->url()), hasty());
  const auto answers = node.batch(std::vector<RpcRequest>(3, {"eth_chainId"}));
  REQUIRE(answers);
  CHECK(answers->at(0).result == "\"0x1\"");
  CHECK(answers->at(1).result == R"({"b":[1,2]})");
  REQUIRE(answers->at(2).error);
  CHECK(answers->at(2).error->data == Bytes{1, 2});
  CHECK(answers->at(2).error->text() == "execution reverted (code 3)");
  CHECK(node.bytes_received() > 100);
  CHECK(node.bytes_sent() > 100);
}

TEST_CASE("long lists of requests go out in bounded batches") {
  std::vector<std::size_t> sizes;
  const auto server = serve([&](const HttpRequest& request) {
    std::string body;
    std::size_t count = 0;
    for (std::size_t at = 0; (at = request.body.find("\"id\":", at)) != std::string::npos; ++at) {
      const std::string id = request.body.substr(at + 5, request.body.find(',', at) - at - 5);
      body +=
          (body.empty() ? "" : ",") + std::string("{\"id\":") + id + ",\"result\":\"" + id + "\"}";
      ++count;
    }
    sizes.push_back(count);
    HttpResponse out;
    out.body = count == 1 ? body : "[" + body + "]";
    return out;
  });
  JsonRpc node(*parse_url(server->url()), hasty());
  const auto answers = node.batch(std::vector<RpcRequest>(2 * max_rpc_batch + 1, {"eth_chainId"}));
  REQUIRE(answers);
  CHECK(sizes == std::vector<std::size_t>{max_rpc_batch, max_rpc_batch, 1});
  CHECK(answers->back().result == "\"201\"");
}

TEST_CASE("a batch whose answers do not fit the requests is refused") {
  CHECK(contains(complaint(200, "<html>", 2), "not JSON"));
  CHECK(contains(complaint(200, "7", 2), "no list"));
  CHECK(contains(complaint(200, R"([{"id":1,"result":1}])", 2), "1 of 2 answers are missing"));
  CHECK(contains(complaint(200, R"([{"id":1,"result":1},{"id":1,"result":1}])", 2), "twice"));
  CHECK(contains(complaint(200, R"([{"id":9,"result":1}])", 2), "not asked for"));
  CHECK(contains(complaint(200, R"({"id":9,"result":1})", 1), "not asked for"));
  CHECK(contains(complaint(200, R"([{"id":1}])", 1), "no"));
  CHECK(contains(complaint(200, R"({"id":1})", 1), "neither a result nor an error"));
  CHECK(contains(complaint(200, R"({"id":null,"error":{"message":"batch too large"}})", 2),
                 "the node says: batch too large"));
}

TEST_CASE("refusals by status tell what the node says and what to do") {
  CHECK(contains(complaint(401, "no", 1), "check the login"));
  CHECK(contains(complaint(403, "{\"error\":{\"code\":-1,\"message\":\"plan\\nB\"}}", 1),
                 "plan?B (code -1)"));
  CHECK(contains(complaint(429, "", 1), "fewer requests"));
  CHECK(contains(complaint(500, "[]", 1), "status 500"));
  CHECK(contains(complaint(500, R"([{"error":{"message":"late"}}])", 1), "late"));
}

TEST_CASE("a token goes out as a header and stays out of errors") {
  std::string seen;
  const auto server = serve([&](const HttpRequest& request) {
    seen = find_header(request.headers, "Authorization").value_or("");
    HttpResponse out;
    out.status = 401;
    return out;
  });
  JsonRpc node(*parse_url(server->url()), hasty(), "s3cret");
  const auto answer = node.request("eth_chainId", "[]");
  CHECK(seen == "Bearer s3cret");
  REQUIRE_FALSE(answer);
  CHECK_FALSE(contains(answer.error().text(), "s3cret"));
}
