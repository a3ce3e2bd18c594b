// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "indexer/source/head_chain.hpp"
#include "tests/indexer/source/linked_recording.hpp"
#include "tests/sim/beacon_server.hpp"

namespace apsis {

/// A sparring node over a linked recording, and a head chain on top of it.
struct HeadSpar {
  HeadSpar() {
    auto started = BeaconServer::start(files.path());
    REQUIRE(started.has_value());
    server = std::move(*started);
    options.block_root = [](const ChainSpec&) -> Expected<BlockRoot> {
      return [](const RawBlock& block) -> Expected<Bytes32> {
        return LinkedRecording::root_of(block);
      };
    };
    options.node.http.idle = std::chrono::milliseconds(500);
    options.node.http.tries = 2;
    options.node.http.first_backoff = std::chrono::milliseconds(1);
    options.poll = std::chrono::milliseconds(5);
    options.slow_poll = std::chrono::milliseconds(5);
    options.watch.interval = std::chrono::milliseconds(5);
    options.watch.event_limits.first_pause = std::chrono::milliseconds(5);
    options.watch.event_limits.longest_pause = std::chrono::milliseconds(20);
    options.watch.events = false;
    options.patience = std::chrono::milliseconds(1000);
  }

  void fault(const std::string& text) { REQUIRE(server->faults().add(text).has_value()); }
  std::unique_ptr<HeadChain> open() {
    auto chain = HeadChain::open({*parse_url(server->url())}, options);
    if (!chain) FAIL(chain.error().text());
    return std::move(*chain);
  }
  /// Looks until there is news.
  ChainView look(HeadChain& chain) {
    const Bytes32 before = chain.view().head_root;
    for (int i = 0; i < 100; ++i) {
      const auto view = chain.look({}, std::chrono::milliseconds(100));
      if (!view) FAIL(view.error().text());
      if (view->head_root != before) return *view;
    }
    FAIL("no news");
    return {};
  }
  ChainView look_again(HeadChain& chain) {
    const auto view = chain.look({}, std::chrono::milliseconds(20));
    if (!view) FAIL(view.error().text());
    return *view;
  }
  /// Takes the blocks of these slots, whatever they are.
  void take(HeadChain& chain, std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t slot = first; slot <= last; ++slot) {
      const auto block = chain.block_at(Slot(slot));
      if (!block) FAIL(block.error().text());
    }
  }
  /// Takes the blocks of these slots, which must be the recording's.
  void expect_recorded(HeadChain& chain, std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t slot = first; slot <= last; ++slot) {
      CAPTURE(slot);
      const auto block = chain.block_at(Slot(slot));
      if (!block) FAIL(block.error().text());
      REQUIRE(block->has_value() == files.roots.contains(slot));
      if (*block) CHECK(LinkedRecording::root_of(**block) == files.roots[slot]);
    }
  }
  RawBlock recorded_block(std::uint64_t slot) {
    auto recording = *Recording::open(files.path());
    return **recording.block_at(Slot(slot));
  }
  /// Shows a made branch behind the recorded block of slot `parent`.
  void show(std::uint64_t parent, const std::vector<std::uint64_t>& slots, std::uint8_t tag) {
    std::vector<ShownBlock> blocks;
    for (const RawBlock& block : files.branch(parent, slots, tag)) {
      blocks.push_back({block.slot, to_hex(LinkedRecording::root_of(block)),
                        std::string(block.bytes.begin(), block.bytes.end()),
                        *peek_block(block.bytes)});
    }
    server->show_branch(Slot(parent), std::move(blocks));
  }

  LinkedRecording files;
  std::unique_ptr<BeaconServer> server;
  HeadChainOptions options;
};

}  // namespace apsis
