// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

#include "core/net/event_stream.hpp"
#include "indexer/source/node_roster.hpp"

namespace apsis {

/// Something that a node said of its chain without being asked.
struct ChainHint {
  enum class Kind {
    block,      ///< a block came in, `root` at `slot`
    head,       ///< it is the head now
    reorg,      ///< the head left its branch; `root` is the new head
    finalized,  ///< `epoch` is final now, `root` its block
    connected,  ///< the stream is there again: what happened before is not known
  };
  Kind kind = Kind::head;
  Slot slot{};
  Bytes32 root{};
  Epoch epoch{};
};

/// Reads a `block`, `head`, `head_v2`, `chain_reorg` or `finalized_checkpoint` event; nothing for
/// others and for data that is not what the topic says.
std::optional<ChainHint> read_hint(const ServerEvent& event);

/// Hints that wait to be looked at. Used from many threads.
class HintBox {
 public:
  /// Hints that wait at most; the oldest are dropped then.
  static constexpr std::size_t capacity = 256;

  /// Adds a hint.
  void put(const ChainHint& hint);
  /// Takes all that wait, oldest first.
  std::vector<ChainHint> take();
  /// Waits until there is a hint, `until` or a stop.
  void wait(const std::stop_token& stop, std::chrono::steady_clock::time_point until);

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<ChainHint> hints_;
};

}  // namespace apsis
