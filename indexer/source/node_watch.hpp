// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <stop_token>
#include <thread>

#include "indexer/source/beacon_api.hpp"

namespace apsis {

/// Asks one node again and again, on a thread of its own, which chain it is on, where its head is
/// and what it calls final, and tells the roster. So a node that failed, or was on another chain,
/// is found when it is back.
class NodeWatch {
 public:
  /// `roster` outlives this.
  NodeWatch(NodeRoster& roster, std::size_t node, HttpClientLimits http,
            std::chrono::milliseconds interval);
  /// Ends the call under way and waits for the thread.
  ~NodeWatch() = default;

  /// True once the node was asked, whatever came of it.
  bool has_asked() const { return asked_; }

 private:
  void run(const std::stop_token& stop);
  void check_chain(HttpClient& client);

  NodeRoster& roster_;
  const std::size_t node_;
  const HttpClientLimits http_;
  const std::chrono::milliseconds interval_;
  std::atomic<bool> asked_ = false;
  std::jthread thread_;  // last: uses all of the above
};

}  // namespace apsis
