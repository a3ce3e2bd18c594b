// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/block_tree.hpp"

#include <utility>

namespace apsis {

namespace {

bool stands_on(const Branch& branch, std::uint64_t slot, const Bytes32& root) {
  const auto found = branch.find(slot);
  return found != branch.end() && found->second == root;
}

}  // namespace

void BlockTree::add(TreeBlock block) {
  const Bytes32 root = block.root;
  const auto found = blocks_.find(root);
  bytes_ += block.block.bytes.size();
  if (found != blocks_.end()) {
    bytes_ -= found->second.block.bytes.size();
    found->second = std::move(block);
    return;
  }
  by_slot_.emplace(block.block.slot.value, root);
  blocks_.emplace(root, std::move(block));
}

const TreeBlock* BlockTree::find(const Bytes32& root) const {
  const auto found = blocks_.find(root);
  return found == blocks_.end() ? nullptr : &found->second;
}

Branch BlockTree::branch_of(const Bytes32& head, Bytes32& parent_root) const {
  Branch out;
  for (const TreeBlock* at = find(head); at != nullptr; at = find(at->parent_root)) {
    out.emplace_hint(out.begin(), at->block.slot.value, at->root);
    parent_root = at->parent_root;
  }
  return out;
}

std::vector<RawBlock> BlockTree::beside(const Branch& branch, std::uint64_t first,
                                        std::uint64_t last) const {
  std::vector<RawBlock> out;
  const auto end = by_slot_.upper_bound(last);
  for (auto it = by_slot_.lower_bound(first); it != end; ++it) {
    if (stands_on(branch, it->first, it->second)) continue;
    const RawBlock& block = blocks_.at(it->second).block;
    if (!block.bytes.empty()) out.push_back(block);
  }
  return out;
}

void BlockTree::trim(const Branch& branch) {
  for (auto it = branch.begin(); it != branch.end() && bytes_ > max_bytes_; ++it)
    let_go(it->second);
}

void BlockTree::let_go(const Bytes32& root) {
  const auto found = blocks_.find(root);
  if (found == blocks_.end()) return;
  Bytes& bytes = found->second.block.bytes;
  bytes_ -= bytes.size();
  bytes = Bytes();
}

void BlockTree::erase(const Bytes32& root) {
  const auto found = blocks_.find(root);
  bytes_ -= found->second.block.bytes.size();
  blocks_.erase(found);
}

void BlockTree::forget(const Bytes32& root) {
  const TreeBlock* found = find(root);
  if (found == nullptr) return;
  auto [it, end] = by_slot_.equal_range(found->block.slot.value);
  while (it->second != root) ++it;
  by_slot_.erase(it);
  erase(root);
}

void BlockTree::forget(const Branch& branch, std::uint64_t slot, std::uint64_t oldest) {
  for (auto it = by_slot_.begin(); it != by_slot_.end() && it->first <= slot;) {
    if (it->first >= oldest && !stands_on(branch, it->first, it->second)) {
      ++it;
      continue;
    }
    erase(it->second);
    it = by_slot_.erase(it);
  }
}

}  // namespace apsis
