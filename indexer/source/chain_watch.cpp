// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/chain_watch.hpp"

#include <algorithm>

namespace apsis {

namespace {

constexpr std::chrono::milliseconds first_round_step{2};

}  // namespace

ChainWatch::ChainWatch(NodeRoster& roster, const HttpClientLimits& http,
                       const ChainWatchOptions& options, const std::stop_token& stop) {
  for (std::size_t i = 0; i < roster.size(); ++i) {
    watches_.push_back(std::make_unique<NodeWatch>(roster, i, http, options.interval));
    if (!options.events) continue;
    events_.push_back(std::make_unique<NodeEvents>(roster, i, http, options.event_limits, box_));
  }
  const auto deadline = std::chrono::steady_clock::now() + options.first_round;
  const auto all_asked = [this] {
    return std::all_of(watches_.begin(), watches_.end(),
                       [](const auto& watch) { return watch->has_asked(); });
  };
  while (watches_.size() > 1 && !all_asked() && !stop.stop_requested() &&
         std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(first_round_step);
  }
}

}  // namespace apsis
