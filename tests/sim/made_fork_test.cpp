// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/made_fork.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/hex.hpp"
#include "indexer/block_root.hpp"
#include "tests/recordings.hpp"
#include "tests/sim/head_script.hpp"

namespace apsis {

TEST_CASE("made fork: a branch of other blocks that name each other as parents") {
  const auto folder = find_recording("fulu-mainnet-126");
  REQUIRE(folder.has_value());
  auto recording = *Recording::open(*folder);
  const auto root = *make_block_root(recording.chain_spec());
  const auto blocks = make_fork(recording, Slot(60), Slot(70));
  if (!blocks) FAIL(blocks.error().text());
  CHECK(blocks->size() >= 6);
  std::string parent = recording.blocks().at(60).root;
  for (const ShownBlock& block : *blocks) {
    CAPTURE(block.slot.value);
    const Bytes bytes(block.bytes.begin(), block.bytes.end());
    CHECK(to_hex(*root(RawBlock{block.slot, bytes, ""})) == block.root);
    CHECK(to_hex(block.peek.parent_root) == parent);
    CHECK(block.root != recording.blocks().at(block.slot.value).root);
    parent = block.root;
  }
}

TEST_CASE("head script: shows branches and steps back, then reaches the end") {
  const auto folder = find_recording("fulu-mainnet-126");
  REQUIRE(folder.has_value());
  auto server = *BeaconServer::start(*folder);
  server->set_head(Slot(58));
  HeadScript script(*server);
  for (const char* text : {"", "60", "60:", "60:x", "70:60", "10:200"}) {
    CAPTURE(text);
    const auto added = script.add_fork(text, *folder);
    REQUIRE(!added);
    CHECK(added.error().kind == ErrorKind::usage);
  }
  CHECK(!script.add_back("5:6"));
  REQUIRE(script.add_fork("60:64", *folder).has_value());
  REQUIRE(script.add_back("66:3").has_value());
  std::vector<std::uint64_t> heads;
  while (server->head() < Slot(67) || heads.size() < 8) {
    REQUIRE(script.step());
    heads.push_back(server->head().value);
  }
  CHECK(heads.front() == 59);
  // Not each of its blocks can be made.
  CHECK(std::any_of(heads.begin(), heads.end(),
                    [](std::uint64_t head) { return head > 60 && head < 65; }));
  CHECK(std::find(heads.begin(), heads.end(), 65) != heads.end());
  const auto back = std::find(heads.begin(), heads.end(), 66);
  REQUIRE(back != heads.end());
  CHECK(back[1] == 63);
  CHECK(back[2] == 67);
}

}  // namespace apsis
