// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

namespace apsis {

/// Lets each client make so many requests a minute, in bursts of up to that many. For any number of
/// threads; remembers a bounded number of clients.
class RateLimit {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t max_clients = 10'000;

  explicit RateLimit(std::uint64_t requests_per_minute)
      : per_minute_(static_cast<double>(requests_per_minute)) {}

  /// Whether a client may make a request now.
  bool allow(const std::string& client, Clock::time_point now = Clock::now());

 private:
  struct Bucket {
    double requests;  ///< that may still be made
    Clock::time_point filled;
  };

  double per_minute_;
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> clients_;
};

}  // namespace apsis
