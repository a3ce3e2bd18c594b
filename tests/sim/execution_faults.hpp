// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/net/http_message.hpp"

namespace apsis {

/// What a sparring execution node believes wrongly, as long as it is set.
struct WrongBelief {
  std::uint64_t lag_blocks = 0;                 ///< its head is so far behind
  std::optional<std::uint64_t> chain_id{};      ///< it is on this chain
  std::optional<std::uint64_t> pruned_below{};  ///< it has no state of earlier blocks
  std::optional<std::uint64_t> reorged_from{};  ///< this block and later ones have other hashes
  std::optional<std::uint64_t> most_logs{};     ///< it gives no more logs than these at once
  std::string wrong_call{};  ///< "0x" + beginning of calldata: the answer's last bit is turned
  /// Results that stand in for the recorded ones, by address + calldata, as JSON.
  std::map<std::string, std::string> answers{};
  bool syncing = false;
};

/// Faults of a sparring execution node. Used from many threads.
class ExecutionFaults {
 public:
  /// Adds one: "lag=N", "chain=ID", "pruned=BLOCK", "reorg=BLOCK", "logs=N", "wrong=CALLDATA",
  /// "syncing"; or for the next answers a status (429, 500, …), "cut" (half a body), "stall"
  /// (silence), "drop" (closes), "giant" (a body without end), each with "xTIMES" and "@METHOD"
  /// where wanted: "503x2@eth_call". Fails with usage.
  Expected<void> add(std::string_view text);
  /// Removes all.
  void clear();
  /// What it believes now.
  WrongBelief belief() const;
  /// Does to an answer what is planned for one that holds a request of this method, and counts it.
  void spoil(const std::string& body, HttpResponse& response);

 private:
  struct Passing {
    std::string name;
    std::string method;  ///< empty: any
    std::size_t times = ~std::size_t{0};
  };

  Expected<void> add_answer(std::string_view text);

  mutable std::mutex mutex_;
  WrongBelief belief_;
  std::vector<Passing> passing_;
};

}  // namespace apsis
