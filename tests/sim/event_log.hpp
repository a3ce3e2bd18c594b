// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

#include "core/net/http_message.hpp"

namespace apsis {

/// The events of a sparring node, for any number of listeners. Used from many threads.
class EventLog {
 public:
  /// Adds an event; `data` is JSON on one line.
  void publish(const std::string& topic, const std::string& data);
  /// Sends the events of these topics that are published from now on, until the listener leaves;
  /// a comment line keeps a silent stream alive.
  void stream_to(HttpStream& stream, const std::vector<std::string>& topics);
  /// Ends the streams of now: their connections close, as when a node restarts.
  void disconnect();

 private:
  struct Event {
    std::string topic;
    std::string text;
  };
  std::mutex mutex_;
  std::vector<Event> events_;
  std::size_t disconnects_ = 0;
};

}  // namespace apsis
