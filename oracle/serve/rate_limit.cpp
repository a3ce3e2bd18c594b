// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/serve/rate_limit.hpp"

#include <algorithm>

namespace apsis {

bool RateLimit::allow(const std::string& client, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  if (clients_.size() >= max_clients && !clients_.contains(client)) {
    // A client that was quiet for a minute has a full bucket: forgetting it changes nothing.
    std::erase_if(clients_, [&](const auto& entry) {
      return now - entry.second.filled >= std::chrono::minutes(1);
    });
    if (clients_.size() >= max_clients) return false;
  }
  const auto [entry, is_new] = clients_.try_emplace(client, Bucket{per_minute_, now});
  Bucket& bucket = entry->second;
  const double minutes = std::chrono::duration<double, std::ratio<60>>(now - bucket.filled).count();
  bucket.requests = std::min(per_minute_, bucket.requests + minutes * per_minute_);
  bucket.filled = now;
  if (bucket.requests < 1) return false;
  bucket.requests -= 1;
  return true;
}

}  // namespace apsis
