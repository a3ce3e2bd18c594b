// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/bytes.hpp"

namespace apsis {

/// Elements to reserve for a column of `count` that grows now and then: moving a large one takes
/// longer than a block may.
constexpr std::size_t with_growth_room(std::size_t count) {
  return count + count / 16;
}

/// Cached inner nodes of a Merkle tree whose leaves lie in somebody else's memory (a column of the
/// state). Whoever changes a leaf marks it; `root` then hashes only the paths above marked leaves.
/// Leaves that were appended since the last call need no mark. Cost of `root`: proportional to the
/// marks times the height, or to the leaves once more than a quarter of them is marked.
class MerkleTree {
 public:
  /// `depth`: height of the whole (virtual) tree.
  explicit MerkleTree(unsigned depth = 0) : depth_(depth) {}

  /// Chunk `index` (of 32 bytes) has changed.
  void mark(std::size_t index);
  /// Anything may have changed, the number of leaves included.
  void mark_all() { all_marked_ = true; }

  /// Root over `leaves` in chunks of 32 bytes, zero-padded to 2^depth chunks.
  Bytes32 root(ByteSpan leaves);

 private:
  void rebuild(ByteSpan leaves);
  void update(ByteSpan leaves);
  void resize(std::size_t count);

  unsigned depth_;
  std::size_t count_ = 0;
  bool all_marked_ = true;
  std::vector<Bytes> levels_;  ///< levels_[k]: nodes of height k + 1
  std::vector<std::uint64_t> marked_bits_;
  std::vector<std::size_t> marked_;
};

}  // namespace apsis
