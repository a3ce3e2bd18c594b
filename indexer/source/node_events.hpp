// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <stop_token>
#include <thread>

#include "core/net/http_client.hpp"
#include "indexer/source/chain_hints.hpp"

namespace apsis {

/// When an event stream counts as dead, and how soon it is opened again.
struct NodeEventsLimits {
  std::chrono::milliseconds silence{60'000};   ///< nodes send a block or a comment far more often
  std::chrono::milliseconds first_pause{500};  ///< doubles up to longest_pause
  std::chrono::milliseconds longest_pause{30'000};
};

/// Reads the events of one node on a thread of its own and puts them into a box. A stream that
/// ends, is silent or fails is opened again; a node that has no events is asked again after
/// `longest_pause` each time.
class NodeEvents {
 public:
  /// `roster` and `box` outlive this.
  NodeEvents(NodeRoster& roster, std::size_t node, HttpClientLimits http, NodeEventsLimits limits,
             HintBox& box);
  /// Ends the stream and waits for the thread.
  ~NodeEvents() = default;

 private:
  void run(const std::stop_token& stop);
  bool listen(HttpClient& client);

  NodeRoster& roster_;
  const std::size_t node_;
  const HttpClientLimits http_;
  const NodeEventsLimits limits_;
  HintBox& box_;
  bool old_topics_ = false;  // the node does not know the newest ones
  std::jthread thread_;      // last: uses all of the above
};

}  // namespace apsis
