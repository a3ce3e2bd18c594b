// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/execution_nodes.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/hex.hpp"
#include "tests/sim/sparring.hpp"

using namespace apsis;

namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

HttpClientLimits hasty() {
  HttpClientLimits out = execution_limits;
  out.tries = 2;
  out.idle = std::chrono::milliseconds(300);
  out.first_backoff = std::chrono::milliseconds(1);
  out.body_bytes = 8 << 20;
  return out;
}

/// Two sparring nodes and the roster of both.
struct Pair {
  std::unique_ptr<ExecutionServer> a = sparring_node();
  std::unique_ptr<ExecutionServer> b = a ? sparring_node() : nullptr;
  std::unique_ptr<ExecutionNodes> nodes;
  explicit Pair(bool b_is_archive = false) {
    if (!a) return;
    a->set_head(747);
    b->set_head(747);
    auto addresses = *parse_nodes(a->url() + "," + b->url());
    addresses[1].archive = b_is_archive;
    nodes = std::make_unique<ExecutionNodes>(addresses, 31337, hasty());
  }
  explicit operator bool() const { return a != nullptr; }
  Bytes32 hash(std::uint64_t number) const {
    return *array_from_hex<32>(a->recorded().headers[number].hash);
  }
  std::string url_a() const { return parse_url(a->url())->redacted(); }
  std::string url_b() const { return parse_url(b->url())->redacted(); }
};

const RpcRequest rate_at_747[] = {
    {"eth_call",
     R"([{"to":"0x5fc8d32690cc91d4c39d9d3abcbd16989f875707","data":"0xe6aa216c"},"0x2eb"])"}};

}  // namespace

TEST_CASE("health tells of each node its state, head, lag and what it cost") {
  Pair pair;
  if (!pair) return;
  REQUIRE(pair.b->faults().add("lag=10"));
  REQUIRE(pair.nodes->check());
  const auto health = pair.nodes->health();
  CHECK(health[0].state == NodeState::good);
  CHECK(health[0].head_number == 747);
  CHECK(health[0].head_time > 1'787'184'000);
  CHECK(health[0].calls == 3);
  CHECK(health[0].bytes_received > 1000);
  CHECK(health[1].state == NodeState::lagging);
  CHECK(health[1].lag_blocks == 10);
  CHECK(name_of(health[1].state) == "lagging");
}

TEST_CASE("a lagging node is asked last, and a question that it cannot answer goes on") {
  Pair pair;
  if (!pair) return;
  REQUIRE(pair.a->faults().add("lag=10"));
  REQUIRE(pair.nodes->check());
  CHECK(pair.nodes->result("eth_blockNumber", "[]") == "\"0x2eb\"");
  CHECK_FALSE(pair.a->counts().contains("eth_blockNumber"));
  REQUIRE(pair.nodes->compared(rate_at_747));
  CHECK(pair.nodes->single_answers() == 1);
}

TEST_CASE("a node on another chain is refused with both chains named, and never asked") {
  Pair pair;
  if (!pair) return;
  REQUIRE(pair.b->faults().add("chain=5"));
  const auto checked = pair.nodes->check();
  REQUIRE_FALSE(checked);
  CHECK(checked.error().kind == ErrorKind::usage);
  CHECK(contains(checked.error().text(), "on chain 5, not on chain 31337"));
  CHECK(contains(checked.error().text(), pair.url_b()));
  CHECK(pair.nodes->health()[1].state == NodeState::foreign);
  REQUIRE(pair.nodes->compared(rate_at_747));
  CHECK_FALSE(pair.b->counts().contains("eth_call"));
  REQUIRE(pair.a->faults().add("500"));
  CHECK_FALSE(pair.nodes->result("eth_blockNumber", "[]"));
  CHECK_FALSE(pair.b->counts().contains("eth_blockNumber"));
}

TEST_CASE("a node that comes back on another chain is found out at the next question") {
  Pair pair;
  if (!pair) return;
  REQUIRE(pair.nodes->check());
  REQUIRE(pair.a->faults().add("500x2"));
  REQUIRE(pair.a->faults().add("chain=5"));
  REQUIRE(pair.nodes->result("eth_blockNumber", "[]"));
  REQUIRE(pair.b->faults().add("drop"));
  const auto answer = pair.nodes->result("eth_blockNumber", "[]");
  REQUIRE_FALSE(answer);
  CHECK(contains(answer.error().text(), "on chain 5"));
}

TEST_CASE("failures of the transport move a question to the next node") {
  for (const char* fault : {"500", "429", "cut", "drop", "stall", "giant"}) {
    CAPTURE(fault);
    Pair pair;
    if (!pair) return;
    REQUIRE(pair.nodes->check());
    REQUIRE(pair.a->faults().add(fault));
    CHECK(pair.nodes->result("eth_blockNumber", "[]") == "\"0x2eb\"");
    CHECK(pair.nodes->health()[0].state == NodeState::failing);
    CHECK(pair.nodes->health()[0].errors == 1);
    CHECK_FALSE(pair.nodes->health()[0].last_error.empty());
    REQUIRE(pair.b->faults().add("500"));
    const auto answer = pair.nodes->result("eth_blockNumber", "[]");
    REQUIRE_FALSE(answer);
    CHECK(answer.error().kind == ErrorKind::unavailable);
    CHECK(contains(answer.error().text(), pair.url_a()));
    CHECK(contains(answer.error().text(), pair.url_b()));
  }
}

TEST_CASE("two nodes that disagree on a value stop the question with both answers") {
  Pair pair;
  if (!pair) return;
  REQUIRE(pair.nodes->check());
  const auto right = pair.nodes->compared(rate_at_747);
  REQUIRE(right);
  REQUIRE(pair.b->faults().add("wrong=0xe6aa216c"));
  const auto wrong = pair.nodes->compared(rate_at_747);
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().kind == ErrorKind::mismatch);
  const std::string text = wrong.error().text();
  CHECK(contains(text, pair.url_a() + " says " + right->front().result));
  CHECK(contains(text, pair.url_b() + " says \"0x"));
  CHECK(pair.nodes->disagreements() == 1);
}

TEST_CASE("two nodes that disagree on a block's hash stop the question with both hashes") {
  Pair pair;
  if (!pair) return;
  REQUIRE(pair.nodes->check());
  CHECK(pair.nodes->header(std::uint64_t{740})->hash == pair.hash(740));
  REQUIRE(pair.b->faults().add("reorg=735"));
  const auto header = pair.nodes->header(std::uint64_t{740});
  REQUIRE_FALSE(header);
  CHECK(header.error().kind == ErrorKind::mismatch);
  CHECK(contains(header.error().text(), to_hex(pair.hash(740))));
  CHECK(contains(header.error().text(), "block 740"));
  CHECK(pair.nodes->header(std::uint64_t{700}));
}

TEST_CASE("a block that left the chain is not known by its hash any more") {
  Pair pair;
  if (!pair) return;
  REQUIRE(pair.nodes->header(pair.hash(747)));
  REQUIRE(pair.a->faults().add("reorg=747"));
  REQUIRE(pair.b->faults().add("reorg=747"));
  const auto gone = pair.nodes->header(pair.hash(747));
  REQUIRE_FALSE(gone);
  CHECK(contains(gone.error().text(), "does not know the block"));
  CHECK(pair.nodes->header(BlockTag::latest)->hash != pair.hash(747));
}

TEST_CASE("a state that was dropped is asked of an archive node, and that is counted") {
  Pair pair(true);
  if (!pair) return;
  REQUIRE(pair.nodes->check());
  REQUIRE(pair.nodes->compared(rate_at_747));
  CHECK(pair.nodes->archive_answers() == 0);
  CHECK_FALSE(pair.b->counts().contains("eth_call"));
  REQUIRE(pair.a->faults().add("pruned=800"));
  REQUIRE(pair.nodes->compared(rate_at_747));
  CHECK(pair.nodes->archive_answers() == 1);
  REQUIRE(pair.b->faults().add("pruned=800"));
  const auto none = pair.nodes->compared(rate_at_747);
  REQUIRE_FALSE(none);
  CHECK(contains(none.error().text(), "missing trie node"));
}

TEST_CASE("what every node would refuse is an answer, and a transaction goes to all") {
  Pair pair;
  if (!pair) return;
  const auto revert = pair.nodes->request(
      "eth_call", R"([{"to":"0x5fc8d32690cc91d4c39d9d3abcbd16989f875707","data":"0x12345678"}])");
  REQUIRE(revert);
  CHECK(revert->error.has_value());
  const auto& sent = pair.a->recorded().transactions.back();
  const auto replies = pair.nodes->request_all("eth_sendRawTransaction", "[\"" + sent.raw + "\"]");
  REQUIRE(replies.size() == 2);
  for (const NodeReply& reply : replies) CHECK(reply.answer->result == "\"" + sent.hash + "\"");
  REQUIRE(pair.b->faults().add("500"));
  CHECK_FALSE(pair.nodes->request_all("eth_blockNumber", "[]")[1].answer);
}

TEST_CASE("a node that says it is syncing does not count as usable") {
  Pair pair;
  if (!pair) return;
  REQUIRE(pair.a->faults().add("syncing"));
  REQUIRE(pair.nodes->check());
  REQUIRE(pair.b->faults().add("syncing"));
  CHECK(contains(pair.nodes->check().error().text(), "is syncing"));
  CHECK(pair.nodes->health()[1].state == NodeState::syncing);
}

TEST_CASE("a node's token and login are sent and checked") {
  const auto server = sparring_node();
  if (!server) return;
  server->require_login("Bearer t0ken");
  auto addresses = *parse_nodes(server->url());
  ExecutionNodes without(addresses, 31337, hasty());
  CHECK(contains(without.check().error().text(), "check the login or token"));
  addresses[0].bearer = "t0ken";
  CHECK(ExecutionNodes(addresses, 31337, hasty()).check());
  server->require_login("Basic bWU6cHc=");
  addresses[0].bearer.clear();
  addresses[0].url.user = "me";
  addresses[0].url.password = "pw";
  CHECK(ExecutionNodes(addresses, 31337, hasty()).check());
}
