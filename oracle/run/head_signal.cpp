// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/head_signal.hpp"

#include <spdlog/spdlog.h>

#include <chrono>

#include "core/net/event_stream.hpp"
#include "core/net/http_client.hpp"

namespace apsis {

namespace {

constexpr std::chrono::seconds pause_between_streams{30};

}  // namespace

HeadSignal::HeadSignal(Url beacon, std::uint64_t seconds_per_slot)
    : beacon_(std::move(beacon)),
      seconds_per_slot_(seconds_per_slot),
      thread_([this](const std::stop_token& stop) { listen(stop); }) {}

HeadSignal::~HeadSignal() = default;

bool HeadSignal::wait(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, std::chrono::seconds(seconds_per_slot_),
                    [this] { return events_ != seen_; });
  seen_ = events_;
  return !stop.stop_requested();
}

std::uint64_t HeadSignal::events() const {
  const std::lock_guard lock(mutex_);
  return events_;
}

void HeadSignal::listen(const std::stop_token& stop) {
  HttpClient client(beacon_, {}, stop);
  const HttpCall call{.method = "GET",
                      .target = "/eth/v1/events?topics=head,finalized_checkpoint",
                      .headers = {{"Accept", "text/event-stream"}}};
  while (!stop.stop_requested()) {
    EventReader reader([this](const ServerEvent&) {
      const std::lock_guard lock(mutex_);
      ++events_;
      changed_.notify_all();
    });
    const auto ended =
        client.stream(call, [&](std::string_view piece) { return reader.feed(piece); });
    if (stop.stop_requested()) return;
    spdlog::debug("events of {}: {}", beacon_.redacted(), ended ? "ended" : ended.error().text());
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, pause_between_streams, [] { return false; });
  }
}

}  // namespace apsis
