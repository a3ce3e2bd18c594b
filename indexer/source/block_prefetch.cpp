// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/block_prefetch.hpp"

#include <algorithm>
#include <utility>

#include "core/check.hpp"

namespace apsis {

namespace {

std::size_t size_of(const BlockPrefetch::Result& result) {
  return result && *result ? (*result)->bytes.size() : 0;
}

}  // namespace

BlockPrefetch::BlockPrefetch(std::vector<Fetch> fetchers, std::size_t slots) : slots_(slots) {
  CHECK(!fetchers.empty() && slots > 0);
  for (Fetch& fetch : fetchers) {
    threads_.emplace_back([this, own = std::move(fetch)] { work(own); });
  }
}

BlockPrefetch::~BlockPrefetch() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void BlockPrefetch::set_horizon(Slot last) {
  {
    const std::lock_guard lock(mutex_);
    horizon_ = last.value;
  }
  changed_.notify_all();
}

Slot BlockPrefetch::horizon() const {
  const std::lock_guard lock(mutex_);
  return Slot(horizon_);
}

bool BlockPrefetch::may_issue() const {
  return begun_ && next_issue_ <= horizon_ && next_issue_ - wanted_ < slots_ &&
         ready_bytes_ < prefetch_bytes;
}

void BlockPrefetch::work(const Fetch& fetch) {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || may_issue(); });
    if (stopping_) return;
    const std::uint64_t slot = next_issue_++;
    const std::uint64_t generation = generation_;
    lock.unlock();
    Result result = fetch(Slot(slot));
    lock.lock();
    if (generation != generation_ || slot < wanted_) continue;
    ready_bytes_ += size_of(result);
    ready_.emplace(slot, std::move(result));
    changed_.notify_all();
  }
}

BlockPrefetch::Result BlockPrefetch::take(Slot slot) {
  std::unique_lock lock(mutex_);
  CHECK(slot.value <= horizon_);
  if (!begun_ || slot.value < wanted_ || slot.value > next_issue_) {
    begun_ = true;
    ++generation_;
    ready_.clear();
    next_issue_ = slot.value;
  }
  wanted_ = slot.value;
  ready_.erase(ready_.begin(), ready_.lower_bound(wanted_));
  ready_bytes_ = 0;
  for (const auto& [number, result] : ready_) ready_bytes_ += size_of(result);
  changed_.notify_all();
  changed_.wait(lock, [&] { return ready_.contains(slot.value); });
  auto node = ready_.extract(slot.value);
  ready_bytes_ -= size_of(node.mapped());
  wanted_ = slot.value + 1;
  // A window of nothing begins with the next slot.
  next_issue_ = std::max(next_issue_, wanted_);
  changed_.notify_all();
  return std::move(node.mapped());
}

}  // namespace apsis
