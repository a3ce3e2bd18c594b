// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/net/http_message.hpp"

namespace apsis {

/// What a sparring node does wrong.
enum class FaultKind {
  status,           ///< answers `status` instead
  cut,              ///< closes in the middle of the body
  stall,            ///< is silent
  drip,             ///< sends a byte now and then
  drop,             ///< closes without an answer
  wrong_fork,       ///< names another fork
  no_fork,          ///< names no fork
  wrong_block,      ///< gives the block before
  json,             ///< gives JSON where SSZ was asked for
  tiny,             ///< gives a body of ten bytes, complete by its length
  flip,             ///< gives a body with one bit turned in its middle
  wrong_root,       ///< tells other roots in a JSON answer
  wrong_signature,  ///< gives a block with one bit turned in its signature
};

/// One fault at one place.
struct Fault {
  FaultKind kind = FaultKind::status;
  int status = 500;                     ///< for FaultKind::status
  std::size_t times = ~std::size_t{0};  ///< then the answers are right again
};

/// Names of the places of a fault besides slots, which stand for the block of that slot.
inline constexpr const char* fault_places[] = {"spec", "genesis",  "state", "header",
                                               "root", "finality", "events"};

/// Which answers of a sparring node are wrong, and how. Used from many threads.
class FaultPlan {
 public:
  /// Adds "NAME@PLACE" or "NAMExTIMES@PLACE": NAME is 404, 500, 503 or another status, cut, stall,
  /// drip, drop, wrong-fork, no-fork, wrong-block, json, tiny, flip, wrong-root or wrong-signature;
  /// PLACE a slot or one of fault_places. Fails with usage.
  Expected<void> add(std::string_view text);
  /// Adds a fault.
  void add(const std::string& place, Fault fault);
  /// Removes all.
  void clear();
  /// Does to an answer what is planned for the place, and counts it. `before` is the body that
  /// wrong-block gives.
  void apply(const std::string& place, HttpResponse& response, const std::string& before);

 private:
  std::mutex mutex_;
  std::multimap<std::string, Fault> faults_;
};

}  // namespace apsis
