// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace apsis {

/// One event of a text/event-stream.
struct ServerEvent {
  std::string type{};  ///< "message" when the stream names none
  std::string data{};  ///< its data lines, joined by newlines
};

/// Longest event, all of its lines together.
inline constexpr std::size_t max_event_bytes = 1 << 20;

/// Reads a text/event-stream (WHATWG HTML, "server-sent events") from pieces of any size: comments,
/// data on several lines, line ends of any kind. Ids and retry times are left out: beacon nodes
/// have none.
class EventReader {
 public:
  /// Gets each complete event.
  using Sink = std::function<void(ServerEvent)>;
  explicit EventReader(Sink sink) : sink_(std::move(sink)) {}

  /// Reads on; false when an event is longer than max_event_bytes: the stream is of no use then.
  bool feed(std::string_view piece);

 private:
  void end_line();

  Sink sink_;
  std::string line_;
  ServerEvent event_;
  bool has_data_ = false;
  bool after_return_ = false;  // a newline right behind a carriage return ends no line of its own
  bool at_start_ = true;       // a byte order mark may stand there
};

}  // namespace apsis
