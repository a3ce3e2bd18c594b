// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/net/http_client.hpp"
#include "indexer/source/node_roster.hpp"

namespace apsis {

/// Connections to several nodes that give the same answers: calls go to the best one. Used by one
/// thread; the roster is shared.
class NodePool {
 public:
  /// `roster` holds at least one node and outlives the pool. With several, each is tried less often
  /// before the next one's turn.
  NodePool(NodeRoster& roster, HttpClientLimits limits, const std::stop_token& stop);
  /// The same, for one node of the roster alone.
  NodePool(NodeRoster& roster, std::size_t node, HttpClientLimits limits,
           const std::stop_token& stop);

  /// The chain that the nodes are on, asked of them while none has told it. A node whose chain is
  /// not known is asked for it before anything else, and left out when it is another one. Fails
  /// with mismatch when all are refused, else with the last node's error.
  Expected<NodeIdentity> chain();
  /// GET from the best node; after a failure or a 5xx answer from the others in turn. A 404 is
  /// asked of the others too, since they may keep more. The last node's error or answer counts when
  /// none is better.
  Expected<HttpAnswer> get(const std::string& target, const HttpHeaders& headers);
  /// The same, each node tried once.
  Expected<HttpAnswer> get_once(const std::string& target, const HttpHeaders& headers);

  /// The redacted address of the node that answered last, with a path, for errors.
  std::string where(const std::string& target) const;

 private:
  struct Line {
    std::size_t node;
    HttpClient client;
  };
  std::vector<Line*> lines_by_rank();
  Expected<bool> may_ask(Line& line);
  Expected<HttpAnswer> ask(Line& line, const HttpCall& call, bool once);
  Expected<HttpAnswer> ask_all(const HttpCall& call, bool once);

  NodeRoster& roster_;
  std::vector<Line> lines_;
  std::size_t last_ = 0;  // node that answered last
};

}  // namespace apsis
