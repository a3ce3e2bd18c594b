// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/net/event_stream.hpp"

#include <utility>

namespace apsis {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

void EventReader::end_line() {
  const std::string line = std::exchange(line_, {});
  if (line.empty()) {
    if (event_.type.empty()) event_.type = "message";
    if (has_data_) sink_(std::move(event_));
    event_ = ServerEvent{};
    has_data_ = false;
    return;
  }
  const std::string_view text = line;
  const std::size_t colon = text.find(':');
  const std::string_view name = text.substr(0, colon);
  std::string_view value = colon == std::string_view::npos ? "" : text.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (name == "event") event_.type = value;
  if (name == "data") {
    if (std::exchange(has_data_, true)) event_.data.push_back('\n');
    event_.data.append(value);
  }
}

bool EventReader::feed(std::string_view piece) {
  for (const char c : piece) {
    const bool second_half = std::exchange(after_return_, c == '\r') && c == '\n';
    if (second_half) continue;
    if (c == '\r' || c == '\n') {
      end_line();
      continue;
    }
    line_.push_back(c);
    if (std::exchange(at_start_, at_start_ && line_.size() < byte_order_mark.size()) &&
        line_ == byte_order_mark) {
      line_.clear();
    }
    if (line_.size() + event_.data.size() > max_event_bytes) return false;
  }
  return true;
}

}  // namespace apsis
