// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "core/error.hpp"
#include "indexer/replay/signature_batch.hpp"

namespace apsis {

/// Blocks whose signatures may wait before the replay has to.
inline constexpr std::size_t signature_queue_blocks = 64;

/// Checks the signatures of blocks on a thread of its own, beside the replay, a block a batch.
class SignatureChecker {
 public:
  SignatureChecker();
  ~SignatureChecker();
  SignatureChecker(const SignatureChecker&) = delete;
  SignatureChecker& operator=(const SignatureChecker&) = delete;

  /// Hands over a block's signatures; waits while the queue is full.
  void submit(std::uint64_t slot, std::vector<SignatureTask> tasks);
  /// Waits until everything that was handed over is checked; the first wrong signature's error.
  Expected<void> wait();

 private:
  struct Block {
    std::uint64_t slot;
    std::vector<SignatureTask> tasks;
  };
  void work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Block> queue_;
  bool busy_ = false;
  bool stopping_ = false;
  Expected<void> result_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace apsis
