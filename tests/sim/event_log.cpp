// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/event_log.hpp"

#include <algorithm>
#include <chrono>

namespace apsis {

namespace {

constexpr std::chrono::milliseconds look_pause{10};
constexpr int looks_before_comment = 500;

}  // namespace

void EventLog::publish(const std::string& topic, const std::string& data) {
  const std::lock_guard lock(mutex_);
  events_.push_back({topic, "event: " + topic + "\ndata: " + data + "\n\n"});
}

void EventLog::stream_to(HttpStream& stream, const std::vector<std::string>& topics) {
  std::size_t next = 0;
  std::size_t disconnects = 0;
  {
    const std::lock_guard lock(mutex_);
    next = events_.size();
    disconnects = disconnects_;
  }
  if (!stream.write(":\n\n")) return;
  for (int silent = 0; stream.wait(look_pause); ++silent) {
    std::string text;
    {
      const std::lock_guard lock(mutex_);
      if (disconnects != disconnects_) return;
      for (; next < events_.size(); ++next) {
        if (std::find(topics.begin(), topics.end(), events_[next].topic) == topics.end()) continue;
        text += events_[next].text;
      }
    }
    if (text.empty() && silent < looks_before_comment) continue;
    if (!stream.write(text.empty() ? ":\n\n" : text)) return;
    silent = 0;
  }
}

void EventLog::disconnect() {
  const std::lock_guard lock(mutex_);
  ++disconnects_;
}

}  // namespace apsis
