// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/node_watch.hpp"

#include <condition_variable>
#include <mutex>

namespace apsis {

namespace {

HttpClientLimits once_only(HttpClientLimits http) {
  http.tries = 1;
  return http;
}

}  // namespace

NodeWatch::NodeWatch(NodeRoster& roster, std::size_t node, HttpClientLimits http,
                     std::chrono::milliseconds interval)
    : roster_(roster),
      node_(node),
      http_(once_only(std::move(http))),
      interval_(interval),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

/// A node that is refused is not asked by anybody else.
void NodeWatch::check_chain(HttpClient& client) {
  if (!roster_.must_check(node_)) return;
  if (const auto identity = read_node_identity(client)) {
    roster_.check(node_, *identity);
  } else {
    roster_.failed(node_, false);
  }
}

void NodeWatch::run(const std::stop_token& stop) {
  HttpClient client(roster_.url(node_), http_, stop);
  BeaconApi api(NodePool(roster_, node_, http_, stop), nullptr);
  std::mutex mutex;
  std::condition_variable_any never;
  while (!stop.stop_requested()) {
    check_chain(client);
    if (!roster_.must_check(node_)) {
      const auto head = api.header("head");
      if (head && *head) roster_.set_head(node_, (*head)->slot);
      const auto finality = api.finality();
      if (finality && *finality) roster_.set_finality(node_, **finality);
    }
    asked_ = true;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, interval_, [] { return false; });
  }
}

}  // namespace apsis
