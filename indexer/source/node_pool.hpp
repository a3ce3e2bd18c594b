// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <stop_token>
#include <string>
#include <vector>

#include "core/net/http_client.hpp"

namespace apsis {

/// Several nodes that give the same answers: calls go to the first one that works.
class NodePool {
 public:
  /// `urls` holds at least one. With several, each is tried less often before the next one's turn.
  NodePool(const std::vector<Url>& urls, HttpClientLimits limits, const std::stop_token& stop);

  /// GET from the node that worked last; after a failure or a 5xx answer from the others in turn
  /// (who then stays in use). A 404 is asked of the others too, since they may keep more. The last
  /// node's error or answer counts when none is better.
  Expected<HttpAnswer> get(const std::string& target, const HttpHeaders& headers);
  /// The same, each node tried once.
  Expected<HttpAnswer> get_once(const std::string& target, const HttpHeaders& headers);

  /// The redacted address of the node that works, with a path, for errors.
  std::string where(const std::string& target) const;

 private:
  Expected<HttpAnswer> ask_all(const HttpCall& call, bool once);

  std::vector<HttpClient> clients_;
  std::size_t current_ = 0;
};

}  // namespace apsis
