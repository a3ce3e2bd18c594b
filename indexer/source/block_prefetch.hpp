// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "indexer/source/block_source.hpp"

namespace apsis {

/// Slots that may be fetched ahead of the one that is wanted.
inline constexpr std::size_t prefetch_slots = 64;
/// Requests under way at the same time.
inline constexpr std::size_t prefetch_threads = 4;
/// Bytes that may wait to be taken before no further slot is asked for.
inline constexpr std::size_t prefetch_bytes = 64 << 20;

/// Fetches blocks ahead on threads of its own and hands them out in the order in which they are
/// asked for.
class BlockPrefetch {
 public:
  using Result = Expected<std::optional<RawBlock>>;
  using Fetch = std::function<Result(Slot)>;

  /// One thread for each of `fetchers`; a fetcher is called by its thread alone.
  explicit BlockPrefetch(std::vector<Fetch> fetchers, std::size_t slots = prefetch_slots);
  /// Waits for the requests under way: end them first.
  ~BlockPrefetch();
  BlockPrefetch(const BlockPrefetch&) = delete;
  BlockPrefetch& operator=(const BlockPrefetch&) = delete;

  /// The last slot that may be fetched ahead: later ones may still change.
  void set_horizon(Slot last);
  /// The last slot that may be fetched ahead.
  Slot horizon() const;
  /// The result for a slot up to the horizon; going on with the next slot is fast, any other order
  /// works too. A failed slot is fetched anew when it is asked for again.
  Result take(Slot slot);

 private:
  void work(const Fetch& fetch);
  bool may_issue() const;

  const std::size_t slots_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::uint64_t, Result> ready_;
  std::size_t ready_bytes_ = 0;
  std::uint64_t wanted_ = 0;      // first slot of the window
  std::uint64_t next_issue_ = 0;  // first slot that no thread has taken on
  std::uint64_t generation_ = 0;  // results of an earlier window are dropped
  std::uint64_t horizon_ = 0;
  bool begun_ = false;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace apsis
