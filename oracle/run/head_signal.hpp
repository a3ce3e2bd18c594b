// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "core/net/url.hpp"

namespace apsis {

/// Wakes its one waiter when the beacon node tells of a new head or of finality (server-sent
/// events), and in any case after a slot, when the stream is broken or there is none.
class HeadSignal {
 public:
  /// Listens on a thread of its own.
  HeadSignal(Url beacon, std::uint64_t seconds_per_slot);
  ~HeadSignal();
  HeadSignal(const HeadSignal&) = delete;
  HeadSignal& operator=(const HeadSignal&) = delete;

  /// Waits for the next event, at most a slot; false when the program shall stop.
  bool wait(const std::stop_token& stop);
  /// Events that came so far.
  std::uint64_t events() const;

 private:
  void listen(const std::stop_token& stop);

  Url beacon_;
  std::uint64_t seconds_per_slot_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::uint64_t events_ = 0;
  std::uint64_t seen_ = 0;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace apsis
