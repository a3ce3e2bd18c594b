// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/hash/merkle_tree.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "core/hash/merkle.hpp"
#include "core/hash/sha256.hpp"

namespace apsis {
namespace {

/// Pairs hashed by one call of the kernel when they are gathered from all over a level.
constexpr std::size_t gather_pairs = 64;

std::size_t chunk_count(ByteSpan bytes) {
  return (bytes.size() + 31) / 32;
}

/// Copies node `index` of a level (zero-padded; beyond the end a zero tree of that height).
void copy_node(std::uint8_t* to, ByteSpan level, std::size_t index, unsigned height) {
  const std::size_t begin = 32 * index;
  if (begin >= level.size()) {
    std::memcpy(to, zero_hash(height).data(), 32);
    return;
  }
  const std::size_t size = std::min<std::size_t>(32, level.size() - begin);
  std::memcpy(to, level.data() + begin, size);
  std::memset(to + size, 0, 32 - size);
}

}  // namespace

void MerkleTree::mark(std::size_t index) {
  if (all_marked_) return;
  const std::size_t word = index / 64;
  if (word >= marked_bits_.size()) marked_bits_.resize(word + 1);
  const std::uint64_t bit = std::uint64_t{1} << index % 64;
  if ((marked_bits_[word] & bit) != 0) return;
  marked_bits_[word] |= bit;
  marked_.push_back(index);
}

void MerkleTree::resize(std::size_t count) {
  levels_.resize(ceil_log2(count));
  std::size_t nodes = count;
  for (Bytes& level : levels_) {
    nodes = (nodes + 1) / 2;
    if (32 * nodes > level.capacity()) level.reserve(32 * with_growth_room(nodes));
    level.resize(32 * nodes);
  }
}

void MerkleTree::rebuild(ByteSpan leaves) {
  ByteSpan below = leaves;
  for (unsigned height = 0; height < levels_.size(); ++height) {
    Bytes& level = levels_[height];
    const std::size_t whole_pairs = below.size() / 64;
    sha256_kernel().hash_pairs(level.data(), below.data(), whole_pairs);
    if (32 * whole_pairs < level.size()) {
      std::uint8_t pair[64];
      copy_node(pair, below, 2 * whole_pairs, height);
      copy_node(pair + 32, below, 2 * whole_pairs + 1, height);
      sha256_kernel().hash_pairs(level.data() + 32 * whole_pairs, pair, 1);
    }
    below = level;
  }
}

void MerkleTree::update(ByteSpan leaves) {
  std::sort(marked_.begin(), marked_.end());
  ByteSpan below = leaves;
  std::uint8_t pairs[64 * gather_pairs];
  std::uint8_t hashes[32 * gather_pairs];
  for (unsigned height = 0; height < levels_.size(); ++height) {
    for (std::size_t& index : marked_) index /= 2;
    marked_.erase(std::unique(marked_.begin(), marked_.end()), marked_.end());
    Bytes& level = levels_[height];
    for (std::size_t begin = 0; begin < marked_.size(); begin += gather_pairs) {
      const std::size_t batch = std::min(gather_pairs, marked_.size() - begin);
      for (std::size_t i = 0; i < batch; ++i) {
        copy_node(pairs + 64 * i, below, 2 * marked_[begin + i], height);
        copy_node(pairs + 64 * i + 32, below, 2 * marked_[begin + i] + 1, height);
      }
      sha256_kernel().hash_pairs(hashes, pairs, batch);
      for (std::size_t i = 0; i < batch; ++i) {
        std::memcpy(level.data() + 32 * marked_[begin + i], hashes + 32 * i, 32);
      }
    }
    below = level;
  }
}

Bytes32 MerkleTree::root(ByteSpan leaves) {
  const std::size_t count = chunk_count(leaves);
  CHECK(ceil_log2(count) <= depth_);
  if (count == 0) {
    count_ = 0;
    all_marked_ = true;
    return zero_hash(depth_);
  }
  if (count < count_) all_marked_ = true;
  // The old last chunk may have been filled up, and its siblings were zero: mark from there on.
  if (!all_marked_ && count > count_) {
    for (std::size_t i = count_ == 0 ? 0 : count_ - 1; i < count; ++i) mark(i);
  }
  if (count != count_) resize(count);
  count_ = count;
  if (all_marked_ || marked_.size() > count / 4) {
    rebuild(leaves);
    std::fill(marked_bits_.begin(), marked_bits_.end(), 0);
  } else if (!marked_.empty()) {
    for (const std::size_t index : marked_) marked_bits_[index / 64] = 0;
    update(leaves);
  }
  all_marked_ = false;
  marked_.clear();
  Bytes32 root;
  copy_node(root.data(), levels_.empty() ? leaves : ByteSpan(levels_.back()), 0, 0);
  for (auto height = static_cast<unsigned>(levels_.size()); height < depth_; ++height) {
    root = hash_pair(root, zero_hash(height));
  }
  return root;
}

}  // namespace apsis
