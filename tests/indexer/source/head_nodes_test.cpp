// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <mutex>
#include <thread>

#include "indexer/source/head_chain.hpp"
#include "tests/indexer/source/head_spar.hpp"

namespace apsis {
namespace {

using namespace std::chrono_literals;

/// Two sparring nodes over the same chain.
struct TwoNodes {
  TwoNodes() {
    auto started = BeaconServer::start(first.files.path());
    REQUIRE(started.has_value());
    second = std::move(*started);
    first.options.node.note = [this](const std::string& text) {
      const std::lock_guard lock(mutex);
      notes += text + "\n";
    };
    set_head(44);
  }
  void set_head(std::uint64_t slot) {
    first.server->set_head(Slot(slot));
    second->set_head(Slot(slot));
  }
  Expected<std::unique_ptr<HeadChain>> open() {
    return HeadChain::open({*parse_url(first.server->url()), *parse_url(second->url())},
                           first.options);
  }
  bool noted(const std::string& words) {
    const std::lock_guard lock(mutex);
    return notes.find(words) != std::string::npos;
  }

  std::mutex mutex;
  std::string notes;
  HeadSpar first;
  std::unique_ptr<BeaconServer> second;
};

template <class Condition>
bool soon(Condition condition) {
  for (int i = 0; i < 1000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(5ms);
  }
  return false;
}

}  // namespace

TEST_CASE("head chain: events bring the news at once, with old and with new topics") {
  HeadSpar spar;
  spar.server->set_head(Slot(40));
  spar.options.watch.events = true;
  spar.options.poll = 20ms;
  spar.options.slow_poll = 60s;
  SUBCASE("all topics") {}
  SUBCASE("without the newest") {
    spar.server->set_topics({"head", "block", "chain_reorg", "finalized_checkpoint"});
  }
  auto chain = spar.open();
  spar.look(*chain);
  REQUIRE(soon([&] { return chain->node_report()[0].streaming; }));
  while (chain->look({}, 100ms)->head_slot != Slot(40)) {
  }
  spar.take(*chain, 1, 40);
  spar.show(40, {41, 42}, 5);
  CHECK(spar.look(*chain).head_slot == Slot(42));
  spar.server->set_head(Slot(43));
  CHECK(spar.look(*chain).head_slot == Slot(43));
  CHECK(chain->orphans_between(Slot(40), Slot(44))->size() == 2);
}

TEST_CASE("head chain: a stream that breaks is opened again, and what was missed is walked back") {
  HeadSpar spar;
  spar.server->set_head(Slot(40));
  spar.options.watch.events = true;
  spar.options.slow_poll = 60s;
  spar.options.watch.event_limits.silence = 500ms;
  auto chain = spar.open();
  spar.look(*chain);
  spar.take(*chain, 1, 40);
  const auto streaming = [&] { return chain->node_report()[0].streaming; };
  REQUIRE(soon(streaming));
  for (const char* fault : {"503x2@events", "stallx1@events", "dropx1@events", "404x3@events"}) {
    spar.server->faults().clear();
    spar.fault(fault);
    CAPTURE(std::string(fault));
    spar.server->events().disconnect();
    const Slot head = spar.server->head();
    spar.server->set_head(Slot(head.value + 3));
    CHECK(spar.look(*chain).head_slot == Slot(head.value + 3));
    spar.expect_recorded(*chain, head.value + 1, head.value + 3);
  }
}

TEST_CASE("head chain: a silent stream is left, a node without events is asked") {
  HeadSpar spar;
  spar.server->set_head(Slot(40));
  spar.options.watch.events = true;
  spar.options.watch.event_limits.silence = 50ms;
  SUBCASE("silent") {}
  SUBCASE("no such call") {
    spar.fault("404@events");
  }
  SUBCASE("stalls") {
    spar.fault("stall@events");
  }
  auto chain = spar.open();
  spar.look(*chain);
  std::this_thread::sleep_for(200ms);
  spar.server->set_head(Slot(41));
  CHECK(spar.look(*chain).head_slot == Slot(41));
}

TEST_CASE("head chain: a node on another chain is left out by name, the other one is used") {
  TwoNodes nodes;
  REQUIRE(nodes.second->faults().add("wrong-rootx2@genesis").has_value());
  auto chain = nodes.open();
  REQUIRE(chain.has_value());
  CHECK(nodes.first.look(**chain).head_slot == Slot(44));
  nodes.first.expect_recorded(**chain, 1, 44);
  CHECK(nodes.noted(nodes.second->url() + " is on another chain"));
  CHECK(nodes.noted("genesis_validators_root"));
  CHECK(soon([&] { return nodes.noted("is on our chain now"); }));
}

TEST_CASE("head chain: no node on the wanted chain is an error") {
  TwoNodes nodes;
  nodes.first.options.node.genesis_validators_root = Bytes32{9};
  const auto chain = nodes.open();
  REQUIRE(!chain);
  CHECK(chain.error().kind == ErrorKind::mismatch);
  CHECK(chain.error().text().find(nodes.second->url()) != std::string::npos);
}

TEST_CASE("head chain: two nodes that disagree on what is final end it with both answers") {
  TwoNodes nodes;
  REQUIRE(nodes.second->faults().add("wrong-root@finality").has_value());
  auto chain = nodes.open();
  REQUIRE(chain.has_value());
  const auto view = (*chain)->look({}, 5s);
  REQUIRE(!view);
  CHECK(view.error().kind == ErrorKind::mismatch);
  CHECK(view.error().text().find(nodes.first.server->url()) != std::string::npos);
  CHECK(view.error().text().find(nodes.second->url()) != std::string::npos);
  CHECK(view.error().text().find(to_hex(nodes.first.files.roots[24])) != std::string::npos);
  CHECK(!(*chain)->block_at(Slot(3)));
}

TEST_CASE("head chain: when the node in use fails or falls behind, the other one takes over") {
  TwoNodes nodes;
  auto chain = nodes.open();
  REQUIRE(chain.has_value());
  nodes.first.look(**chain);
  nodes.first.take(**chain, 1, 44);
  SUBCASE("it ends") {
    nodes.first.server.reset();
  }
  SUBCASE("it fails") {
    for (const char* fault : {"503@header", "503@finality", "500@45", "500@46"}) {
      nodes.first.fault(fault);
    }
  }
  SUBCASE("it stands still") {}
  nodes.second->set_head(Slot(50));
  const ChainView view = nodes.first.look(**chain);
  CHECK(view.head_slot == Slot(50));
  nodes.first.expect_recorded(**chain, 45, 50);
  CHECK(soon([&] { return (*chain)->node_report()[1].in_use; }));
}

TEST_CASE("head chain: node reports tell heads, finality, lag and errors") {
  TwoNodes nodes;
  nodes.second->set_head(Slot(34));
  auto chain = nodes.open();
  REQUIRE(chain.has_value());
  nodes.first.look(**chain);
  const auto report = (*chain)->node_report();
  REQUIRE(report.size() == 2);
  CHECK(report[0].in_use);
  CHECK(report[0].checked);
  CHECK(report[0].head_slot == Slot(44));
  CHECK(report[0].finalized_epoch == Epoch(3));
  CHECK(report[0].requests > 3);
  CHECK(report[0].latency.count() > 0);
  CHECK(report[1].lag_slots == 10);
  nodes.second.reset();
  CHECK(soon([&] { return (*chain)->node_report()[1].failures > 0; }));
}

}  // namespace apsis
