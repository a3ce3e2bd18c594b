// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/beacon_node.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>

#include "tests/indexer/source/mini_recording.hpp"
#include "tests/sim/beacon_server.hpp"

namespace apsis {
namespace {

using namespace std::chrono_literals;

/// A sparring node over a small recording, and the options to talk to it.
struct Spar {
  Spar() {
    auto started = BeaconServer::start(files.path());
    REQUIRE(started.has_value());
    server = std::move(*started);
    options.http.idle = 300ms;
    options.http.total = 1500ms;
    options.http.tries = 2;
    options.http.first_backoff = 1ms;
    options.note = [this](const std::string& text) { notes.push_back(text); };
  }

  void fault(const std::string& text) { REQUIRE(server->faults().add(text).has_value()); }
  Expected<std::unique_ptr<BeaconNode>> try_open() {
    return BeaconNode::open({*parse_url(server->url())}, options);
  }
  std::unique_ptr<BeaconNode> open() {
    auto node = try_open();
    if (!node) FAIL(node.error().text());
    return std::move(*node);
  }
  std::size_t asked(const std::string& target) {
    const auto all = server->requests();
    return static_cast<std::size_t>(std::count(all.begin(), all.end(), target));
  }

  MiniRecording files;
  std::unique_ptr<BeaconServer> server;
  BeaconNodeOptions options;
  std::vector<std::string> notes;
};

bool mentions(const Error& error, const std::string& words) {
  return error.text().find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("beacon node: gives what the recording holds, block for block") {
  Spar spar;
  const auto node = spar.open();
  CHECK(node->chain_spec().number("SLOTS_PER_EPOCH") == 8);
  CHECK(node->chain_spec().blob_schedule.size() == 1);
  CHECK(node->genesis().genesis_validators_root[0] == 7);
  CHECK(*node->last_slot() == Slot(24));
  CHECK(*node->head_slot() == Slot(40));
  auto recording = *Recording::open(spar.files.path());
  for (std::uint64_t slot = 0; slot <= 42; ++slot) {
    CAPTURE(slot);
    const auto block = node->block_at(Slot(slot));
    const auto expected = recording.block_at(Slot(slot));
    REQUIRE(block.has_value());
    REQUIRE(block->has_value() == expected->has_value());
    if (!*block) continue;
    CHECK((*block)->bytes == (*expected)->bytes);
    CHECK((*block)->fork_name == (*expected)->fork_name);
  }
  CHECK(node->orphans_between(Slot(0), Slot(40))->empty());
  CHECK(!node->recorded_state(Slot(16))->has_value());
  CHECK(spar.notes.empty());
}

TEST_CASE(
    "beacon node: starts from genesis, from slot 0 where genesis is unknown, from finalized") {
  Spar spar;
  const auto node = spar.open();
  const auto genesis = node->start_state({StartPoint::Kind::genesis, {}});
  REQUIRE(genesis.has_value());
  CHECK(genesis->slot == Slot(0));
  CHECK(genesis->fork_name == "deneb");
  CHECK(node->start_state({StartPoint::Kind::finalized, {}})->slot == Slot(24));
  CHECK(node->start_state({StartPoint::Kind::slot, Slot(16)})->fork_name == "electra");
  spar.fault("404x1@state");
  CHECK(node->start_state({StartPoint::Kind::genesis, {}})->slot == Slot(0));
  CHECK(spar.asked("/eth/v2/debug/beacon/states/0") == 1);
  spar.fault("404x1@state");
  CHECK(node->start_state({StartPoint::Kind::finalized, {}})->slot == Slot(24));
  const auto none = node->start_state({StartPoint::Kind::slot, Slot(23)});
  REQUIRE(!none);
  CHECK(none.error().kind == ErrorKind::unavailable);
  CHECK(mentions(none.error(), "no 23 state"));
}

TEST_CASE("beacon node: blocks up to the final slot are fetched ahead, later ones are not") {
  Spar spar;
  const auto node = spar.open();
  CHECK(node->last_slot().has_value());
  CHECK(node->block_at(Slot(1)).has_value());
  for (int i = 0; i < 200 && spar.asked("/eth/v2/beacon/blocks/24") == 0; ++i) {
    std::this_thread::sleep_for(5ms);
  }
  CHECK(spar.asked("/eth/v2/beacon/blocks/24") == 1);
  CHECK(spar.asked("/eth/v2/beacon/blocks/25") == 0);
  for (std::uint64_t slot = 2; slot <= 24; ++slot) CHECK(node->block_at(Slot(slot)).has_value());
  CHECK(spar.asked("/eth/v2/beacon/blocks/10") == 1);
  node->trust_until(Slot(40));
  CHECK(node->block_at(Slot(25)).has_value());
}

TEST_CASE("beacon node: each fault of a block has its own error, which names the URL") {
  struct Case {
    const char* fault;
    const char* words;
    ErrorKind kind = ErrorKind::unavailable;
  };
  const std::string header_there = "has the header of slot 4 (root " + MiniRecording::root(4) + ")";
  const Case cases[] = {
      {"500@4", "answered 500"},
      {"503@4", "answered 503"},
      {"406@4", "answered 406"},
      {"415@4", "answered 415"},
      {"400@4", "answered 400"},
      {"401@4", "Put user and password", ErrorKind::usage},
      {"302@4", "answered 302", ErrorKind::usage},
      {"cut@4", "truncated answer"},
      {"stall@4", "time-out"},
      {"drip@4", "time-out"},
      {"drop@4", "closed without an answer"},
      {"json@4", "where SSZ was asked for"},
      {"404@4", header_there.c_str()},
      {"tiny@4", "10 bytes are no SignedBeaconBlock", ErrorKind::decode},
      {"wrong-block@4", "asked for slot 4, got slot 3", ErrorKind::mismatch},
      {"wrong-fork@4", "Eth-Consensus-Version says altair, the chain's config says deneb at slot 4",
       ErrorKind::mismatch},
  };
  Spar spar;
  const auto node = spar.open();
  for (const Case& one : cases) {
    CAPTURE(one.fault);
    spar.server->faults().clear();
    spar.fault(one.fault);
    CHECK(node->block_at(Slot(3)).has_value());
    const auto block = node->block_at(Slot(4));
    REQUIRE(!block);
    CAPTURE(block.error().text());
    CHECK(block.error().kind == one.kind);
    CHECK(mentions(block.error(), one.words));
    CHECK(mentions(block.error(), spar.server->url() + "/eth/v2/beacon/blocks/4"));
    CHECK(!block.error().remedy.empty());
    CHECK(node->block_at(Slot(6)).has_value());
  }
}

TEST_CASE("beacon node: faults that pass are tried again and leave no trace") {
  Spar spar;
  for (const char* text : {"503x1@1", "500x1@2", "cutx1@3", "dropx1@4", "stallx1@6"}) {
    spar.fault(text);
  }
  const auto node = spar.open();
  CHECK(node->last_slot().has_value());
  for (std::uint64_t slot = 1; slot <= 8; ++slot) {
    const auto block = node->block_at(Slot(slot));
    REQUIRE(block.has_value());
    CHECK(block->has_value() == (slot != 5));
  }
}

TEST_CASE("beacon node: a missing fork header is noted once and the config decides") {
  Spar spar;
  spar.fault("no-fork@18");
  spar.fault("no-fork@19");
  const auto node = spar.open();
  CHECK((*node->block_at(Slot(18)))->fork_name == "electra");
  CHECK((*node->block_at(Slot(19)))->fork_name == "electra");
  REQUIRE(spar.notes.size() == 1);
  CHECK(spar.notes[0].find("Eth-Consensus-Version") != std::string::npos);
}

TEST_CASE("beacon node: an empty slot is empty whatever its header answers") {
  Spar spar;
  const auto node = spar.open();
  CHECK(!*node->block_at(Slot(5)));
  for (const char* text : {"500x1@header", "stallx1@header", "204@16", "410@17"}) spar.fault(text);
  CHECK(!*node->block_at(Slot(5)));
  CHECK(!*node->block_at(Slot(5)));
  CHECK(!*node->block_at(Slot(16)));
  CHECK(!*node->block_at(Slot(17)));
}

TEST_CASE("beacon node: finality comes from the checkpoints, else from the finalized header") {
  Spar spar;
  const auto node = spar.open();
  spar.fault("404x1@finality");
  CHECK(*node->last_slot() == Slot(24));
  CHECK(spar.asked("/eth/v1/beacon/headers/finalized") == 1);
  spar.fault("503@finality");
  const auto failed = node->last_slot();
  REQUIRE(!failed);
  CHECK(failed.error().kind == ErrorKind::unavailable);
  spar.server->faults().clear();
  spar.fault("404@finality");
  spar.fault("404@header");
  CHECK(!*node->last_slot());
  CHECK(!*node->head_slot());
  CHECK(!*node->header_at(Slot(3)));
}

TEST_CASE("beacon node: faults of spec, genesis and states are told when they happen") {
  Spar spar;
  SUBCASE("spec 404") {
    spar.fault("404@spec");
    CHECK(mentions(spar.try_open().error(), "/eth/v1/config/spec: the node answered 404"));
  }
  SUBCASE("spec cut") {
    spar.fault("cut@spec");
    CHECK(mentions(spar.try_open().error(), "truncated"));
  }
  SUBCASE("genesis tiny") {
    spar.fault("tiny@genesis");
    const auto node = spar.try_open();
    REQUIRE(!node);
    CHECK(node.error().kind == ErrorKind::decode);
    CHECK(mentions(node.error(), "/eth/v1/beacon/genesis"));
  }
  SUBCASE("state in JSON") {
    spar.fault("json@state");
    const auto state = spar.open()->start_state({StartPoint::Kind::genesis, {}});
    REQUIRE(!state);
    CHECK(mentions(state.error(), "where SSZ was asked for"));
  }
  SUBCASE("state of another fork") {
    spar.fault("wrong-fork@state");
    const auto state = spar.open()->start_state({StartPoint::Kind::finalized, {}});
    REQUIRE(!state);
    CHECK(state.error().kind == ErrorKind::mismatch);
  }
  SUBCASE("state too short") {
    spar.fault("tiny@state");
    CHECK(spar.open()->start_state({StartPoint::Kind::genesis, {}}).error().kind ==
          ErrorKind::decode);
  }
  SUBCASE("state cut") {
    spar.fault("cut@state");
    CHECK(mentions(spar.open()->start_state({StartPoint::Kind::genesis, {}}).error(), "truncated"));
  }
  SUBCASE("state 503") {
    spar.fault("503@state");
    CHECK(mentions(spar.open()->start_state({StartPoint::Kind::genesis, {}}).error(), "503"));
  }
}

TEST_CASE("beacon node: of several nodes the first that works is used") {
  Spar good;
  Spar bad;
  bad.fault("503@3");
  bad.fault("404@4");
  bad.fault("dropx2@spec");
  const std::vector<Url> urls{*parse_url(bad.server->url()), *parse_url(good.server->url())};
  auto node = BeaconNode::open(urls, good.options);
  REQUIRE(node.has_value());
  CHECK((*node)->block_at(Slot(3))->has_value());
  CHECK((*node)->block_at(Slot(4))->has_value());
  CHECK(!*(*node)->block_at(Slot(5)));
  good.fault("503@6");
  bad.fault("503@6");
  const auto none = (*node)->block_at(Slot(6));
  REQUIRE(!none);
  CHECK(mentions(none.error(), "503"));
}

TEST_CASE("beacon node: nobody there is unavailable, no URL is a usage error") {
  Spar spar;
  const std::string url = spar.server->url();
  spar.server.reset();
  const auto node = BeaconNode::open({*parse_url(url)}, spar.options);
  REQUIRE(!node);
  CHECK(node.error().kind == ErrorKind::unavailable);
  CHECK(mentions(node.error(), "cannot connect"));
  CHECK(BeaconNode::open({}, spar.options).error().kind == ErrorKind::usage);
}

TEST_CASE("beacon node: a stop request ends a block's wait, and the node closes at once") {
  Spar spar;
  for (int slot = 1; slot < 20; ++slot) spar.fault("stall@" + std::to_string(slot));
  std::stop_source stop;
  spar.options.stop = stop.get_token();
  spar.options.http.idle = 60s;
  spar.options.http.total = 60s;
  const auto begin = std::chrono::steady_clock::now();
  {
    const auto node = spar.open();
    CHECK(node->last_slot().has_value());
    std::jthread later([&] {
      std::this_thread::sleep_for(50ms);
      stop.request_stop();
    });
    CHECK(mentions(node->block_at(Slot(1)).error(), "stopped"));
  }
  {
    spar.options.stop = {};
    const auto node = spar.open();
    node->trust_until(Slot(40));
    std::jthread late([&] { (void)node->block_at(Slot(0)); });
    late.join();
  }
  CHECK(std::chrono::steady_clock::now() - begin < 10s);
}

}  // namespace apsis
