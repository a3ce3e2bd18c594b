// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>
#include <vector>

#include "indexer/source/chain_hints.hpp"
#include "indexer/source/node_events.hpp"
#include "indexer/source/node_watch.hpp"

namespace apsis {

/// How nodes are watched while their chain is followed.
struct ChainWatchOptions {
  bool events = true;  ///< listen to their events; else their heads are only asked for
  NodeEventsLimits event_limits{};
  std::chrono::milliseconds interval{6'000};     ///< between two questions about a node's health
  std::chrono::milliseconds first_round{5'000};  ///< longest wait for all nodes' first answers
};

/// Listens to all nodes of a roster and watches how they do, two threads a node.
class ChainWatch {
 public:
  /// Starts the threads; `roster` outlives this. With several nodes it first waits until each was
  /// asked once, so that nodes that disagree are found before their blocks are used.
  ChainWatch(NodeRoster& roster, const HttpClientLimits& http, const ChainWatchOptions& options,
             const std::stop_token& stop);

  /// What the nodes said since the last call.
  std::vector<ChainHint> take() { return box_.take(); }
  /// Waits until a node says something, `until` or a stop.
  void wait(const std::stop_token& stop, std::chrono::steady_clock::time_point until) {
    box_.wait(stop, until);
  }

 private:
  HintBox box_;
  std::vector<std::unique_ptr<NodeWatch>> watches_;
  std::vector<std::unique_ptr<NodeEvents>> events_;
};

}  // namespace apsis
