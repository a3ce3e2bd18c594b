// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/block_root.hpp"

#include <doctest/doctest.h>

#include "core/hex.hpp"
#include "indexer/source/recording.hpp"
#include "tests/recordings.hpp"

namespace apsis {

TEST_CASE("block root: is what the recording's index names, over all its forks") {
  const auto folder = find_recording("fulu-mainnet-126");
  REQUIRE(folder.has_value());
  auto recording = Recording::open(*folder);
  REQUIRE(recording.has_value());
  const auto root = make_block_root(recording->chain_spec());
  REQUIRE(root.has_value());
  std::size_t compared = 0;
  for (const auto& [slot, listed] : recording->blocks()) {
    if (slot == 0 || slot % 40 != 3) continue;
    const auto block = recording->block_at(Slot(slot));
    REQUIRE(block.has_value());
    const auto computed = (*root)(**block);
    REQUIRE(computed.has_value());
    CHECK(to_hex(*computed) == listed.root);
    ++compared;
  }
  CHECK(compared > 5);
}

TEST_CASE("block root: bytes that are no block, and a spec that is none, are errors") {
  const auto folder = find_recording("fulu-mainnet-126");
  REQUIRE(folder.has_value());
  auto recording = Recording::open(*folder);
  REQUIRE(recording.has_value());
  const auto root = make_block_root(recording->chain_spec());
  CHECK(!(*root)(RawBlock{Slot(1), Bytes(200), ""}));
  CHECK(!make_block_root(ChainSpec{}));
}

}  // namespace apsis
