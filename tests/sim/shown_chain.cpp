// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/shown_chain.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "core/hex.hpp"

namespace apsis {

namespace {

std::string text_of(const Bytes& bytes) {
  return std::string(bytes.begin(), bytes.end());
}

std::optional<ShownBlock> shown(const RawBlock& block, std::string root) {
  const auto peek = peek_block(block.bytes);
  if (!peek) return std::nullopt;
  return ShownBlock{block.slot, std::move(root), text_of(block.bytes), *peek};
}

}  // namespace

ShownChain::ShownChain(RecordedChain recorded)
    : recorded_(std::move(recorded)),
      head_(recorded_.last_slot()),
      highest_(recorded_.last_slot()) {}

std::optional<ShownBlock> ShownChain::recorded_block(Slot slot) {
  const auto block = recorded_.block(slot);
  if (!block || !*block) return std::nullopt;
  return shown(**block, recorded_.root_of(slot));
}

std::optional<ShownBlock> ShownChain::head_block() {
  if (!branch_.empty()) return branch_.rbegin()->second;
  const auto slot = recorded_.block_at_or_before(parent_.value_or(head_));
  return slot ? recorded_block(*slot) : std::nullopt;
}

std::optional<ShownBlock> ShownChain::block_now(const std::string& id) {
  if (id == "head") return head_block();
  if (id.starts_with("0x")) {
    if (const auto found = seen_.find(id); found != seen_.end()) return found->second;
    const auto slot = recorded_.block_slot(id, highest_);
    return slot ? recorded_block(*slot) : std::nullopt;
  }
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
  const bool is_slot = error == std::errc() && end == id.data() + id.size();
  if (is_slot && parent_ && number > parent_->value) {
    const auto found = branch_.find(number);
    return found == branch_.end() ? std::nullopt : std::optional(found->second);
  }
  const auto slot = recorded_.block_slot(id, head_);
  return slot ? recorded_block(*slot) : std::nullopt;
}

std::optional<ShownBlock> ShownChain::block(const std::string& id) {
  const std::lock_guard lock(mutex_);
  return block_now(id);
}

std::optional<ShownBlock> ShownChain::block_before(Slot slot) {
  const std::lock_guard lock(mutex_);
  for (auto it = branch_.rbegin(); it != branch_.rend(); ++it) {
    if (it->first < slot.value) return it->second;
  }
  const Slot last = std::min(slot.value == 0 ? slot : Slot(slot.value - 1), parent_.value_or(slot));
  const auto at = recorded_.block_at_or_before(last);
  return at ? recorded_block(*at) : std::nullopt;
}

Slot ShownChain::head() {
  const std::lock_guard lock(mutex_);
  return head_;
}

std::optional<RawState> ShownChain::state(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto slot = recorded_.state_slot(id, head_);
  if (!slot) return std::nullopt;
  auto state = recorded_.state(*slot);
  if (!state || !*state) return std::nullopt;
  return RawState{*slot, std::move(**state), {}};
}

HeadMove ShownChain::move(std::optional<Slot> parent, std::map<std::uint64_t, ShownBlock> branch,
                          Slot head) {
  HeadMove out;
  // The first move says where the node stands; nobody has seen a block before.
  if (!std::exchange(begun_, true)) highest_ = parent.value_or(head);
  const auto before = head_block();
  const Slot left = parent_.value_or(head_);
  const Slot shared = std::min(left, parent.value_or(head));
  parent_ = parent;
  branch_ = std::move(branch);
  head_ = head;
  const auto after = head_block();
  for (const auto& [slot, block] : branch_) {
    if (seen_.emplace(block.root, block).second) out.imported.push_back(block);
  }
  if (!after || (before && before->root == after->root)) return out;
  if (!parent) {
    for (auto it = recorded_.recording().blocks().upper_bound(highest_.value);
         it != recorded_.recording().blocks().end() && it->first <= head.value; ++it) {
      if (auto block = recorded_block(Slot(it->first))) out.imported.push_back(std::move(*block));
    }
    highest_ = std::max(highest_, head);
  }
  out.head = after;
  if (!before) return out;
  const auto kept = branch_.find(before->slot.value);
  const bool on_branch = kept != branch_.end() && kept->second.root == before->root;
  const bool on_recorded =
      before->slot <= parent.value_or(head) && recorded_.root_of(before->slot) == before->root;
  if (on_branch || on_recorded) return out;
  out.old_head = before;
  out.depth = std::max(before->slot, after->slot).value - shared.value;
  return out;
}

HeadMove ShownChain::show_recorded(Slot slot) {
  const std::lock_guard lock(mutex_);
  return move(std::nullopt, {}, slot);
}

HeadMove ShownChain::show_branch(Slot parent, std::vector<ShownBlock> blocks) {
  const std::lock_guard lock(mutex_);
  std::map<std::uint64_t, ShownBlock> branch;
  for (ShownBlock& block : blocks) branch.emplace(block.slot.value, std::move(block));
  const Slot head = branch.empty() ? parent : Slot(branch.rbegin()->first);
  return move(parent, std::move(branch), head);
}

std::optional<std::pair<Slot, ShownBlock>> ShownChain::recorded_orphan(Slot slot) {
  const std::lock_guard lock(mutex_);
  const std::string root = recorded_.orphan_root_of(slot);
  const auto blocks = recorded_.orphans(slot);
  if (root.empty() || !blocks || blocks->empty()) return std::nullopt;
  auto block = shown(blocks->front(), root);
  if (!block) return std::nullopt;
  const auto parent = recorded_.block_slot(to_hex(block->peek.parent_root),
                                           Slot(slot.value == 0 ? 0 : slot.value - 1));
  const auto before = recorded_.block_at_or_before(Slot(slot.value == 0 ? 0 : slot.value - 1));
  return std::pair(parent.value_or(before.value_or(Slot(0))), std::move(*block));
}

}  // namespace apsis
