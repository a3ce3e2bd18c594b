// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/node_events.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace apsis {

namespace {

const std::string events_path = "/eth/v1/events?topics=head,block,chain_reorg,finalized_checkpoint";
const std::string newest_topics = ",head_v2";

HttpClientLimits stream_limits(HttpClientLimits http, const NodeEventsLimits& limits) {
  http.idle = limits.silence;
  return http;
}

void pause(const std::stop_token& stop, std::chrono::milliseconds time) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, time, [] { return false; });
}

}  // namespace

NodeEvents::NodeEvents(NodeRoster& roster, std::size_t node, HttpClientLimits http,
                       NodeEventsLimits limits, HintBox& box)
    : roster_(roster),
      node_(node),
      http_(stream_limits(std::move(http), limits)),
      limits_(limits),
      box_(box),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void NodeEvents::run(const std::stop_token& stop) {
  HttpClient client(roster_.url(node_), http_, stop);
  std::chrono::milliseconds wait = limits_.first_pause;
  while (!stop.stop_requested()) {
    // Events of another chain would be of no use.
    const bool was_there = !roster_.must_check(node_) && listen(client);
    roster_.set_streaming(node_, false);
    if (was_there) wait = limits_.first_pause;
    pause(stop, wait);
    wait = std::min(wait * 2, limits_.longest_pause);
  }
}

/// Reads one stream to its end; true when there was one.
bool NodeEvents::listen(HttpClient& client) {
  bool begun = false;
  EventReader reader([this](ServerEvent event) {
    if (const auto hint = read_hint(event)) box_.put(*hint);
  });
  const std::string target = events_path + (old_topics_ ? "" : newest_topics);
  const auto answer = client.stream({"GET", target, {{"Accept", "text/event-stream"}}, {}, true},
                                    [&](std::string_view piece) {
                                      if (!std::exchange(begun, true)) {
                                        roster_.set_streaming(node_, true);
                                        box_.put({ChainHint::Kind::connected, {}, {}, {}});
                                      }
                                      return reader.feed(piece);
                                    });
  // A node refuses the whole call when it does not know one of its topics.
  const bool refused = answer && answer->status != 200 && answer->status < 500;
  if (refused && !std::exchange(old_topics_, true)) return listen(client);
  return begun;
}

}  // namespace apsis
