// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <chrono>
#include <map>

#include "core/hex.hpp"
#include "indexer/block_root.hpp"
#include "indexer/source/head_chain.hpp"
#include "tests/recordings.hpp"
#include "tests/sim/head_script.hpp"

namespace apsis {
namespace {

using namespace std::chrono_literals;

/// What a follower holds who takes each slot as soon as it is shown, and undoes what is left.
struct Follower {
  std::map<std::uint64_t, Bytes> blocks;
  std::uint64_t next = 1;
  std::size_t reorgs = 0;

  /// One look, and what it asks for.
  void follow(HeadChain& chain, std::chrono::milliseconds longest) {
    const auto view = chain.look({}, longest);
    if (!view) FAIL(view.error().text());
    if (view->common_slot && view->common_slot->value + 1 < next) {
      ++reorgs;
      next = view->common_slot->value + 1;
      blocks.erase(blocks.lower_bound(next), blocks.end());
    }
    for (; next <= view->head_slot.value; ++next) {
      auto block = chain.block_at(Slot(next));
      if (!block) FAIL(block.error().text());
      if (*block) blocks[next] = std::move((*block)->bytes);
    }
  }
};

}  // namespace

TEST_CASE("head chain: a real chain with branches, steps back, faults and cut streams is whole") {
  const auto folder = find_recording("fulu-mainnet-126");
  REQUIRE(folder.has_value());
  auto server = *BeaconServer::start(*folder);
  constexpr std::uint64_t last = 300;
  server->set_head(Slot(40));
  HeadScript script(*server);
  for (const char* fork : {"60:70", "100:103", "150:190"}) {
    const auto added = script.add_fork(fork, *folder);
    if (!added) FAIL(added.error().text());
  }
  for (const char* back : {"80:1", "110:12", "200:30"}) REQUIRE(script.add_back(back).has_value());
  script.disconnect_every(17);
  for (const char* fault :
       {"503x2@65", "cutx1@90", "dropx1@120", "404x1@header", "500x2@finality", "503x1@events"}) {
    REQUIRE(server->faults().add(fault).has_value());
  }
  HeadChainOptions options{.block_root = make_block_root};
  options.node.http.idle = 2s;
  options.node.http.first_backoff = 1ms;
  options.poll = 20ms;
  options.watch.event_limits.first_pause = 5ms;
  auto chain = *HeadChain::open({*parse_url(server->url())}, options);
  Follower follower;
  while (server->head() < Slot(last) && script.step()) follower.follow(*chain, 200ms);
  while (follower.next <= last) follower.follow(*chain, 200ms);
  CHECK(follower.reorgs >= 3);
  auto recording = *Recording::open(*folder);
  for (std::uint64_t slot = 1; slot <= last; ++slot) {
    CAPTURE(slot);
    const auto block = *recording.block_at(Slot(slot));
    REQUIRE(block.has_value() == follower.blocks.contains(slot));
    if (block) CHECK(block->bytes == follower.blocks[slot]);
  }
  CHECK(chain->orphans_between(Slot(151), Slot(190))->size() > 3);
}

}  // namespace apsis
