// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/signature_checker.hpp"

#include <utility>

namespace apsis {

SignatureChecker::SignatureChecker() : thread_([this] { work(); }) {}

SignatureChecker::~SignatureChecker() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    queue_.clear();
  }
  changed_.notify_all();
  thread_.join();
}

void SignatureChecker::submit(std::uint64_t slot, std::vector<SignatureTask> tasks) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return queue_.size() < signature_queue_blocks; });
  queue_.push_back({slot, std::move(tasks)});
  changed_.notify_all();
}

Expected<void> SignatureChecker::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return queue_.empty() && !busy_; });
  return result_;
}

void SignatureChecker::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (stopping_) return;
    const Block block = std::move(queue_.front());
    queue_.pop_front();
    busy_ = true;
    // After a wrong signature nothing more is believed, so nothing more is checked.
    const bool check = result_.has_value();
    lock.unlock();
    Expected<void> checked;
    if (check) checked = verify_signatures(block.tasks);
    lock.lock();
    if (!checked) {
      result_ =
          std::unexpected(within("slot " + std::to_string(block.slot), std::move(checked.error())));
    }
    busy_ = false;
    changed_.notify_all();
  }
}

}  // namespace apsis
