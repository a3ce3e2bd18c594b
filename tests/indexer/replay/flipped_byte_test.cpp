// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "indexer/decode/preset.hpp"
#include "indexer/replay/replay.hpp"
#include "indexer/source/recording.hpp"
#include "tests/recordings.hpp"

TEST_CASE("a flipped byte in the message of a recorded block gives an error") {
  using namespace apsis;
  using P = MinimalPreset;
  const auto directory = find_recording("deneb-minimal-64");
  if (!directory) {
    MESSAGE("skipped: the recording deneb-minimal-64 is not there");
    return;
  }
  auto recording = Recording::open(*directory);
  REQUIRE(recording.has_value());
  const auto config = parse_chain_config(recording->chain_spec().values, {});
  REQUIRE(config.has_value());
  const ChainTypes types = ChainTypes::make<P>(*config);
  const auto state = recording->start_state({});
  REQUIRE(state.has_value());
  auto start = start_replay<P>(*config, types, Fork::deneb, state->bytes);
  REQUIRE(start.has_value());
  const auto apply = [&](Replay<P>& run, const Bytes& bytes) -> Expected<void> {
    const auto view = types[Fork::deneb].decode("SignedBeaconBlock", bytes);
    if (!view) return std::unexpected(view.error());
    return apply_block(run, view->field("message"));
  };
  for (std::uint64_t slot = 1; slot <= 3; ++slot) {
    const auto block = recording->block_at(Slot(slot));
    REQUIRE(block.has_value());
    if (!block->has_value()) continue;
    const Bytes& good = (*block)->bytes;
    constexpr std::size_t message_at = 100, step = 37;
    for (std::size_t at = message_at; at < good.size(); at += step) {
      Bytes bytes = good;
      bytes[at] ^= static_cast<std::uint8_t>(1u << at % 8);
      Replay<P> run = *start;
      CHECK_MESSAGE(!apply(run, bytes).has_value(), "slot ", slot, ", byte ", at);
    }
    REQUIRE(apply(*start, good).has_value());
  }
}
