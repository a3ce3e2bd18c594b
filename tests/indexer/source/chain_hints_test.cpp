// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/chain_hints.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <thread>

#include "tests/recordings.hpp"

namespace apsis {
namespace {

using namespace std::chrono_literals;
using Kind = ChainHint::Kind;

const std::string root = "0x" + std::string(62, '0') + "07";

}  // namespace

TEST_CASE("chain hints: each topic gives its hint, whatever is not one gives none") {
  const auto hint = [](const char* type, const std::string& data) {
    return read_hint({type, data});
  };
  const std::string block = R"({"slot":"9","block":")" + root + R"(","state":"0x00"})";
  REQUIRE(hint("head", block));
  CHECK(hint("head", block)->kind == Kind::head);
  CHECK(hint("head", block)->slot == Slot(9));
  CHECK(hint("head", block)->root[31] == 7);
  CHECK(hint("head_v2", R"({"version":"gloas","data":)" + block + "}")->kind == Kind::head);
  CHECK(hint("block", block)->kind == Kind::block);
  CHECK(hint("chain_reorg", R"({"slot":"9","depth":"2","new_head_block":")" + root + "\"}")->kind ==
        Kind::reorg);
  const auto finalized = hint("finalized_checkpoint", R"({"block":")" + root + R"(","epoch":"3"})");
  REQUIRE(finalized);
  CHECK(finalized->epoch == Epoch(3));
  for (const char* data : {"", "{", "{}", "[]", R"({"slot":"x","block":"0x00"})",
                           R"({"slot":"","block":"0x00"})", R"({"slot":"1","block":"0x0"})"}) {
    CHECK(!hint("head", data));
  }
  CHECK(!hint("voluntary_exit", block));
}

TEST_CASE("chain hints: a box keeps the newest ones and wakes who waits") {
  HintBox box;
  for (std::uint64_t i = 0; i < HintBox::capacity + 5; ++i) {
    box.put({Kind::head, Slot(i), {}, {}});
  }
  const auto hints = box.take();
  REQUIRE(hints.size() == HintBox::capacity);
  CHECK(hints.front().slot == Slot(5));
  CHECK(box.take().empty());
  std::jthread later([&] {
    std::this_thread::sleep_for(20ms);
    box.put({});
  });
  const auto begin = std::chrono::steady_clock::now();
  box.wait({}, begin + 60s);
  CHECK(std::chrono::steady_clock::now() - begin < 30s);
  CHECK(box.take().size() == 1);
}

TEST_CASE("chain hints: the recorded streams of two clients read to the end") {
  for (const char* name : {"deneb-minimal-64", "fulu-mainnet-126", "fulu-minimal-eth1"}) {
    const auto folder = find_recording(name);
    if (!folder) continue;
    CAPTURE(name);
    std::map<std::string, int> events;
    std::map<Kind, int> hints;
    EventReader reader([&](ServerEvent event) {
      ++events[event.type];
      if (const auto hint = read_hint(event)) ++hints[hint->kind];
    });
    std::ifstream file(*folder / "sse.log", std::ios::binary);
    if (!file) continue;
    std::stringstream text;
    text << file.rdbuf();
    CHECK(reader.feed(text.view()));
    CHECK(events["head"] > 100);
    CHECK(hints[Kind::head] == events["head"]);
    CHECK(hints[Kind::block] == events["block"]);
    CHECK(hints[Kind::reorg] == events["chain_reorg"]);
    CHECK(hints[Kind::finalized] == events["finalized_checkpoint"]);
  }
}

}  // namespace apsis
