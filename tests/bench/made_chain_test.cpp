// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "bench/made_chain.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "bench/made_state.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/replay.hpp"

namespace {

using namespace apsis;
using P = MainnetPreset;

constexpr BenchSize tiny{2048, 1024};

}  // namespace

TEST_CASE("a made-up chain is valid, its blocks are full and its state is diverse") {
  const auto chain = MadeChain::make(tiny, 3);
  REQUIRE(chain.has_value());
  const ChainConfig config = made_config();
  const ChainTypes types = ChainTypes::make<P>(config);
  auto run = start_replay<P>(config, types, Fork::fulu, chain->state());
  REQUIRE(run.has_value());
  const Registry& registry = run->state.validators;
  CHECK(registry.size() == tiny.validators);
  CHECK(run->cache.current.shuffled.size() == tiny.active);
  CHECK(std::any_of(registry.effective_balance_gwei.begin(), registry.effective_balance_gwei.end(),
                    [](std::uint64_t gwei) { return gwei > 32'000'000'000; }));
  for (std::size_t i = 0; i < 3; ++i) {
    const Bytes bytes = chain->block(i);
    const auto block = types[Fork::fulu].decode("BeaconBlock", bytes);
    REQUIRE(block.has_value());
    const SszView body = block->field("body");
    CHECK(body.field("attestations").size() == 8);
    CHECK(body.field("execution_payload").field("withdrawals").size() == 16);
    CHECK(body.field("execution_payload").bytes().size() > 80'000);
    const auto done = apply_block(*run, *block);
    CHECK_MESSAGE(done.has_value(), (done ? std::string() : done.error().text()));
  }
}
