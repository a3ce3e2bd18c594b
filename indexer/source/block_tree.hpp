// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/bytes.hpp"
#include "indexer/source/block_source.hpp"

namespace apsis {

/// Blocks of a branch, by slot.
using Branch = std::map<std::uint64_t, Bytes32>;

/// A block of the tree.
struct TreeBlock {
  Bytes32 root{};
  Bytes32 parent_root{};
  RawBlock block{};  ///< without bytes once they were let go
};

/// Blocks that are not final yet, of all branches, and final ones that lost; each stands under its
/// root and names its parent's.
class BlockTree {
 public:
  /// `max_bytes`: see trim.
  explicit BlockTree(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  /// Adds a block, or gives back the bytes of one that let them go.
  void add(TreeBlock block);
  /// The block with that root; null if it is not here.
  const TreeBlock* find(const Bytes32& root) const;
  /// The blocks from `head` back to the last ancestor that is here, that one's parent in
  /// `parent_root`; empty if `head` is not here.
  Branch branch_of(const Bytes32& head, Bytes32& parent_root) const;
  /// Blocks of the slots first to last (both included) that do not stand on `branch`, by slot.
  std::vector<RawBlock> beside(const Branch& branch, std::uint64_t first, std::uint64_t last) const;
  /// Lets bytes of blocks of `branch` go, lowest slots first, until the rest fits: they can be
  /// fetched again, unlike blocks that lost.
  void trim(const Branch& branch);
  /// Lets the bytes of one block go, if it is here.
  void let_go(const Bytes32& root);
  /// Forgets the blocks of `branch` up to `slot`, and all blocks before `oldest`.
  void forget(const Branch& branch, std::uint64_t slot, std::uint64_t oldest);

  /// Forgets one block, if it is here.
  void forget(const Bytes32& root);

  std::size_t size() const { return blocks_.size(); }

 private:
  void erase(const Bytes32& root);

  const std::size_t max_bytes_;
  std::size_t bytes_ = 0;
  std::unordered_map<Bytes32, TreeBlock, FirstBytesHash> blocks_;
  std::multimap<std::uint64_t, Bytes32> by_slot_;
};

}  // namespace apsis
