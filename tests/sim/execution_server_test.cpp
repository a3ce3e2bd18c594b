// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/execution_server.hpp"

#include <doctest/doctest.h>

#include "core/hex.hpp"
#include "core/net/json_rpc.hpp"
#include "tests/recordings.hpp"
#include "tests/sim/sparring.hpp"

using namespace apsis;

namespace {

std::string ask(ExecutionServer& server, std::string method, std::string params) {
  HttpClientLimits limits;
  limits.tries = 1;
  limits.idle = std::chrono::milliseconds(300);
  limits.body_bytes = 1 << 20;
  JsonRpc node(*parse_url(server.url()), limits);
  const auto answer = node.request(std::move(method), std::move(params));
  if (!answer) return "failed: " + answer.error().text();
  return answer->error ? "error: " + answer->error->text() : answer->result;
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

const std::string rate_call =
    R"({"to":"0x5fc8d32690cc91d4c39d9d3abcbd16989f875707","data":"0xe6aa216c"})";

}  // namespace

TEST_CASE("the sparring execution node answers as the recorded one did") {
  const auto server = sparring_node();
  if (!server) return;
  std::size_t compared = 0;
  for (const auto& [question, answer] : server->recorded().samples) {
    const std::string method = question.substr(0, question.find(' '));
    const std::string& params = answer.params;
    // What the recording cannot know: proofs, peers, its name, other heads, gas limits.
    const bool known =
        (method == "eth_getBlockByHash" || method == "eth_getLogs" || method == "eth_chainId" ||
         method == "net_version" || method == "eth_blockNumber" || method == "eth_syncing" ||
         method == "eth_gasPrice" || method == "eth_sendRawTransaction" ||
         method == "eth_estimateGas" || contains(params, "\"from\""));
    if (!known || answer.result.find("parentBeaconBlockRoot") != std::string::npos) continue;
    const std::string got = ask(*server, method, params);
    if (answer.error.empty()) {
      CHECK_MESSAGE(got == answer.result, question.substr(0, 200));
    } else {
      CHECK_MESSAGE(contains(got, "error: "), question.substr(0, 200));
    }
    ++compared;
  }
  CHECK(compared > 50);
}

TEST_CASE("the sparring node's head hides later blocks, logs and transactions") {
  const auto server = sparring_node();
  if (!server) return;
  const RecordedTransaction last = server->recorded().transactions.back();
  server->set_head(747);
  CHECK(ask(*server, "eth_blockNumber", "[]") == "\"0x2eb\"");
  CHECK(ask(*server, "eth_getBlockByNumber", "[\"0x2ec\",false]") == "null");
  CHECK(contains(ask(*server, "eth_getBlockByNumber", "[\"safe\",false]"), "\"number\":\"0x2cb\""));
  CHECK(contains(ask(*server, "eth_getLogs", R"([{"fromBlock":"0x2ec","toBlock":"0x2ed"}])"),
                 "block height is 747"));
  const std::string by_hash = "[\"" + last.hash + "\"]";
  CHECK(ask(*server, "eth_getTransactionReceipt", by_hash) == "null");
  CHECK(ask(*server, "eth_getTransactionByHash", by_hash) == "null");
  CHECK(ask(*server, "eth_sendRawTransaction", "[\"" + last.raw + "\"]") ==
        "\"" + last.hash + "\"");
  CHECK(
      contains(ask(*server, "eth_sendRawTransaction", "[\"" + last.raw + "\"]"), "already known"));
  CHECK(contains(ask(*server, "eth_getTransactionByHash", by_hash), "\"blockHash\":null"));
  server->set_head(last.block);
  CHECK(contains(ask(*server, "eth_getTransactionReceipt", by_hash), "\"status\":\"0x1\""));
}

TEST_CASE("recorded headers name a beacon block that the beacon side knows") {
  const auto server = sparring_node();
  if (!server) return;
  // Block 747 stands at slot 467383.
  CHECK(contains(ask(*server, "eth_getBlockByNumber", "[\"0x2eb\",false]"),
                 to_hex(made_beacon_root(467382))));
}

TEST_CASE("what nobody recorded is an error and is remembered") {
  const auto server = sparring_node();
  if (!server) return;
  server->set_head(746);
  CHECK(contains(ask(*server, "eth_call", "[" + rate_call + ",\"latest\"]"),
                 "no state of number 746"));
  server->set_head(747);
  CHECK(contains(ask(*server, "eth_call", R"([{"to":"0x12","data":"0x34"},"latest"])"),
                 "no call of 0x34"));
  CHECK(contains(ask(*server, "eth_getBalance", R"(["0x12","latest"])"), "no balance"));
  CHECK(contains(ask(*server, "eth_getStorageAt", R"(["0x12","0x0","latest"])"), "no slot"));
  CHECK(contains(ask(*server, "eth_estimateGas", R"([{"to":"0x12"}])"), "no estimate"));
  CHECK(contains(ask(*server, "eth_sendRawTransaction", R"(["0x12"])"), "no such transaction"));
  CHECK(contains(ask(*server, "eth_call", "[" + rate_call + ",\"soon\"]"), "invalid block id"));
  CHECK(server->unanswered().size() == 6);
  CHECK(server->counts().at("eth_call") == 3);
}

TEST_CASE("faults of the sparring node come and go when told") {
  const auto server = sparring_node();
  if (!server) return;
  server->set_head(747);
  const std::string rate = ask(*server, "eth_call", "[" + rate_call + ",\"latest\"]");
  const auto with = [&](const char* fault, const char* method, const std::string& params) {
    REQUIRE(server->faults().add(fault));
    const std::string out = ask(*server, method, params);
    server->faults().clear();
    return out;
  };
  CHECK(with("lag=5", "eth_blockNumber", "[]") == "\"0x2e6\"");
  CHECK(with("chain=5", "eth_chainId", "[]") == "\"0x5\"");
  CHECK(contains(with("syncing", "eth_syncing", "[]"), "currentBlock"));
  CHECK(contains(with("pruned=748", "eth_call", "[" + rate_call + ",\"latest\"]"),
                 "missing trie node"));
  CHECK(with("wrong=0xe6aa", "eth_call", "[" + rate_call + ",\"latest\"]") != rate);
  const std::string& hash = server->recorded().headers[747].hash;
  const std::string by_hash = "[" + rate_call + ",{\"blockHash\":\"" + hash + "\"}]";
  CHECK(ask(*server, "eth_call", by_hash) == rate);
  CHECK(contains(with("reorg=747", "eth_call", by_hash), "header not found"));
  CHECK(contains(with("429", "eth_chainId", "[]"), "status 429"));
  CHECK(contains(with("cut", "eth_chainId", "[]"), "truncated"));
  CHECK(contains(with("drop", "eth_chainId", "[]"), "closed"));
  CHECK(contains(with("stall", "eth_chainId", "[]"), "time-out"));
  CHECK(contains(with("giant", "eth_chainId", "[]"), "larger than the limit"));
  CHECK(with("500@eth_call", "eth_chainId", "[]") == "\"0x7a69\"");
  REQUIRE(server->faults().add("500x1"));
  CHECK(contains(ask(*server, "eth_chainId", "[]"), "status 500"));
  CHECK(ask(*server, "eth_chainId", "[]") == "\"0x7a69\"");
  for (const char* bad : {"lag=x", "colour=1", "sleep", "cutxy", "wrong=12"})
    CHECK(server->faults().add(bad).error().kind == ErrorKind::usage);
}

TEST_CASE("a directory without a recording is refused, naming the file") {
  CHECK(contains(ExecutionServer::start("/no/such").error().text(), "addresses.json"));
}
