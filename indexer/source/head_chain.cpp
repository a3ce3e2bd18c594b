// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/head_chain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "core/check.hpp"
#include "core/hex.hpp"
#include "indexer/source/ssz_peek.hpp"

namespace apsis {

namespace {

using Clock = std::chrono::steady_clock;

/// Bytes of blocks that the tree keeps; blocks of the branch can be fetched again.
constexpr std::size_t tree_bytes = 256 << 20;
/// Blocks between the head and what is final: 45 days without finality.
constexpr std::size_t max_unfinalized_blocks = 1 << 18;
/// Slots behind the finalized one whose orphans are kept.
constexpr std::uint64_t orphan_slots = 8192;
/// Tries to get head and finality that belong together.
constexpr int link_tries = 3;
constexpr std::chrono::milliseconds link_pause{200};

void pause(const std::stop_token& stop, std::chrono::milliseconds time) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, time, [] { return false; });
}

std::string named(Slot slot, const Bytes32& root) {
  return fmt::format("{} (slot {})", to_hex(root), slot.value);
}

}  // namespace

Expected<std::unique_ptr<HeadChain>> HeadChain::open(const std::vector<Url>& urls,
                                                     HeadChainOptions options) {
  CHECK(options.block_root != nullptr);
  auto node = BeaconNode::open(urls, options.node);
  if (!node) return std::unexpected(node.error());
  if (!slots_per_epoch((*node)->chain_spec())) {
    return fail(ErrorKind::decode, "the node's spec has neither SLOTS_PER_EPOCH nor PRESET_BASE",
                "/eth/v1/config/spec", "Use a node that tells its whole configuration");
  }
  auto block_root = options.block_root((*node)->chain_spec());
  if (!block_root) return std::unexpected(block_root.error());
  return std::unique_ptr<HeadChain>(
      new HeadChain(std::move(*node), std::move(options), std::move(*block_root)));
}

HeadChain::HeadChain(std::unique_ptr<BeaconNode> node, HeadChainOptions options,
                     BlockRoot block_root)
    : node_(std::move(node)),
      options_(std::move(options)),
      api_(NodePool(node_->roster(), block_limits(options_.node.http), options_.node.stop),
           node_->note_once()),
      probe_(api_, node_->chain_spec(), std::move(block_root)),
      tree_(tree_bytes),
      last_good_(Clock::now()),
      watch_(node_->roster(), block_limits(options_.node.http), options_.watch,
             options_.node.stop) {}

HeadChain::~HeadChain() = default;

bool HeadChain::passes(const Error& error) {
  if (error.kind != ErrorKind::unavailable) return false;
  return Clock::now() - last_good_ < options_.patience;
}

Expected<ChainView> HeadChain::look(std::stop_token stop, std::chrono::milliseconds longest) {
  const Clock::time_point deadline = Clock::now() + longest;
  for (;;) {
    const auto news = refresh();
    if (news && *news) return view_;
    if (!news && (!passes(news.error()) || stop.stop_requested())) {
      return std::unexpected(news.error());
    }
    // A first look has nothing to show before a node has answered.
    if (looked_ && (Clock::now() >= deadline || stop.stop_requested())) {
      view_.common_slot.reset();
      return view_;
    }
    watch_.wait(stop, looked_ ? std::min(deadline, next_poll_) : next_poll_);
  }
}

/// Fetches the blocks that nodes told of, so that those which lose are there too; true when the
/// head may have moved.
bool HeadChain::read_hints() {
  bool moved = false;
  for (const ChainHint& hint : watch_.take()) {
    if (hint.kind != ChainHint::Kind::block) moved = true;
    const bool names_block =
        hint.kind == ChainHint::Kind::block || hint.kind == ChainHint::Kind::head;
    if (!names_block || !looked_ || hint.slot <= finalized_.slot || tree_.find(hint.root)) continue;
    auto block = probe_.block(hint.root, std::nullopt);
    // What is missing now is asked for again when it turns out to be on the branch.
    if (!block) break;
    if (*block && (*block)->block.slot == hint.slot) tree_.add(std::move(**block));
  }
  return moved;
}

/// True when there is a new view.
Expected<bool> HeadChain::refresh() {
  if (const auto conflict = node_->roster().conflict()) return std::unexpected(*conflict);
  if (!read_hints() && Clock::now() < next_poll_) return false;
  auto news = ask_and_link();
  const bool told = news && node_->roster().any_streaming();
  next_poll_ = Clock::now() + (told ? options_.slow_poll : options_.poll);
  if (news) last_good_ = Clock::now();
  return news;
}

Expected<bool> HeadChain::ask_and_link() {
  Expected<bool> linked = false;
  for (int i = 0; i < link_tries; ++i) {
    // Finality first: a head asked for later descends from it.
    const auto finalized = probe_.finalized();
    if (!finalized) return std::unexpected(finalized.error());
    auto head = probe_.head();
    if (!head) return std::unexpected(head.error());
    if (!*head && options_.assumed_head) {
      const FinalPoint assumed{Epoch(0), *options_.assumed_head, {}};
      node_->trust_until(assumed.slot);
      return link(BlockPoint{assumed.slot, {}}, assumed);
    }
    if (!*head) {
      return fail(ErrorKind::unavailable, "the node does not tell its head",
                  api_.where("/eth/v1/beacon/headers/head"),
                  "Wait until it is in sync, or use another one");
    }
    linked = link(**head, *finalized);
    if (linked || linked.error().kind != ErrorKind::mismatch) return linked;
    pause(options_.node.stop, link_pause);
  }
  return linked;
}

Expected<void> HeadChain::check_finality(const FinalPoint& finalized) const {
  if (!looked_ || finalized.epoch != finalized_.epoch || finalized.root == finalized_.root) {
    return {};
  }
  // Nodes write epoch 0 with zeros or with the root of genesis, and some tell no roots at all.
  if (finalized.epoch.value == 0 || finalized.root == Bytes32{}) return {};
  return fail(ErrorKind::mismatch,
              fmt::format("the finalized root of epoch {} was {} and is now {}",
                          finalized.epoch.value, to_hex(finalized_.root), to_hex(finalized.root)),
              api_.where("/eth/v1/beacon/states/head/finality_checkpoints"),
              "One of them is of another chain: ask other nodes which one, then use one that is "
              "right");
}

Expected<bool> HeadChain::link(BlockPoint head, const FinalPoint& told) {
  if (auto ok = check_finality(told); !ok) return std::unexpected(ok.error());
  // The head's state may know less than what was final on a branch that lost.
  const FinalPoint& finalized = looked_ && told.epoch < finalized_.epoch ? finalized_ : told;
  const bool same_head = looked_ && head.root == view_.head_root;
  if (same_head && finalized.root == finalized_.root) return false;
  auto branch = walk_back(head, finalized);
  if (!branch) return std::unexpected(branch.error());
  // The block itself knows its slot better than what was told of it.
  if (!branch->empty()) head.slot = Slot(branch->rbegin()->first);
  auto common = handed_.common_slot(*branch, head.slot.value);
  if (looked_ && finalized.epoch > finalized_.epoch) {
    auto over_finality = common_over_finality(head, finalized, *branch);
    if (!over_finality) return std::unexpected(over_finality.error());
    common = *over_finality;
  }
  adopt(head, finalized, std::move(*branch), common);
  return true;
}

/// Whether the node knows no block before that slot: it does not give genesis as a block.
bool HeadChain::is_first_block(Slot slot) {
  if (slot.value == 0) return true;
  const auto before = probe_.block_up_to(Slot(slot.value - 1));
  return before && !*before;
}

/// The branch above the finalized block, blocks that are not in the tree fetched.
Expected<Branch> HeadChain::walk_back(const BlockPoint& head, const FinalPoint& finalized) {
  Branch out;
  Bytes32 root = head.root;
  std::optional<Slot> below;
  if (head.slot <= finalized.slot && (root == finalized.root || root == Bytes32{})) return out;
  while (root != finalized.root || finalized.root == Bytes32{}) {
    const TreeBlock* at = tree_.find(root);
    if (at == nullptr) {
      auto fetched = probe_.block(root, below);
      if (!fetched) return std::unexpected(fetched.error());
      // Below the first block nothing is told; the replay knows what genesis is.
      if (!*fetched && finalized.epoch.value == 0 && below && is_first_block(*below)) return out;
      if (!*fetched) {
        return fail(ErrorKind::unavailable, "no node has the block " + to_hex(root),
                    api_.where("/eth/v2/beacon/blocks/" + to_hex(root)),
                    "It is an ancestor of the head, or the head: try again");
      }
      tree_.add(std::move(**fetched));
      at = tree_.find(root);
    }
    const Slot slot = at->block.slot;
    if (finalized.epoch.value > 0 && slot <= finalized.slot) {
      return fail(ErrorKind::mismatch,
                  fmt::format("the head {} descends from block {}, not from the finalized block {} "
                              "of epoch {}",
                              named(head.slot, head.root), named(slot, root),
                              to_hex(finalized.root), finalized.epoch.value),
                  api_.where("/eth/v1/beacon/headers/head"),
                  "What is final never changes: look which chain the node is on");
    }
    if ((below && slot >= *below) || out.size() >= max_unfinalized_blocks) {
      return fail(ErrorKind::mismatch,
                  fmt::format("block {} is no ancestor that can be", named(slot, root)),
                  api_.where("/eth/v2/beacon/blocks/" + to_hex(root)), "Use another node");
    }
    out.emplace_hint(out.begin(), slot.value, root);
    if (slot.value == 0) break;
    below = slot;
    root = at->parent_root;
  }
  return out;
}

/// The last slot that was handed out and still holds, when more has become final since: blocks that
/// were handed out may stand below the branch now.
Expected<std::optional<std::uint64_t>> HeadChain::common_over_finality(const BlockPoint& head,
                                                                       const FinalPoint& finalized,
                                                                       const Branch& branch) {
  Bytes32 bottom{};
  const Branch whole = tree_.branch_of(head.root, bottom);
  if (finalized_.epoch.value > 0 && bottom != finalized_.root) {
    if (auto ok = check_still_final(); !ok) return std::unexpected(ok.error());
  }
  const std::optional<std::uint64_t> first = handed_.first_block();
  const bool covered = !first || (!whole.empty() && whole.begin()->first <= *first);
  if (covered || bottom == finalized_.root) return handed_.common_slot(whole, head.slot.value);
  // The blocks between were never seen: ask by slot, from the last one handed out downwards.
  const auto& slots = handed_.slots();
  for (auto it = slots.rbegin(); it != slots.rend(); ++it) {
    const auto& [slot, root] = *it;
    if (!root) continue;
    std::optional<Bytes32> now;
    if (slot > finalized.slot.value) {
      if (const auto found = branch.find(slot); found != branch.end()) now = found->second;
    } else {
      const auto block = probe_.block_at(Slot(slot));
      if (!block) return std::unexpected(block.error());
      if (*block) now = (*block)->root;
    }
    if (now != root) continue;
    return slot == handed_.last() ? std::nullopt : std::optional(slot);
  }
  return finalized_.slot.value;
}

/// Fails when the block that was final before is no longer there.
Expected<void> HeadChain::check_still_final() {
  const auto block = probe_.block_up_to(finalized_.slot);
  if (!block) return std::unexpected(block.error());
  if (!*block || (*block)->root == finalized_.root) return {};
  return fail(ErrorKind::mismatch,
              fmt::format("the block {} was final, now the chain holds {} there",
                          named(finalized_.slot, finalized_.root),
                          named((*block)->block.slot, (*block)->root)),
              api_.where(fmt::format("/eth/v2/beacon/blocks/{}", (*block)->block.slot.value)),
              "What is final never changes: look which chain the node is on");
}

void HeadChain::adopt(const BlockPoint& head, const FinalPoint& finalized, Branch branch,
                      std::optional<std::uint64_t> common) {
  if (!looked_ || finalized.slot > finalized_.slot) {
    Bytes32 bottom{};
    Branch whole = tree_.branch_of(head.root, bottom);
    // After a gap the tree does not link what was handed out to the head.
    for (const auto& [slot, root] : handed_.slots()) {
      if (root && (!common || slot <= *common)) whole[slot] = *root;
    }
    const std::uint64_t slot = finalized.slot.value;
    tree_.forget(whole, slot, slot - std::min(slot, orphan_slots));
    if (slot > 0) node_->trust_until(finalized.slot);
  }
  if (common) handed_.rewind_to(*common);
  handed_.settle(finalized.slot.value);
  branch_ = std::move(branch);
  tree_.trim(branch_);
  finalized_ = finalized;
  view_ = ChainView{head.slot, head.root, finalized.slot, finalized.root, std::nullopt};
  if (common) view_.common_slot = Slot(*common);
  looked_ = true;
}

Expected<RawBlock> HeadChain::block_of_branch(const Bytes32& root, Slot slot) {
  const TreeBlock* found = tree_.find(root);
  CHECK(found != nullptr);
  if (!found->block.bytes.empty()) return found->block;
  auto fetched = probe_.block(root, Slot(slot.value + 1));
  if (!fetched) return std::unexpected(fetched.error());
  if (!*fetched) {
    return fail(ErrorKind::unavailable, "no node has the block " + named(slot, root) + " any more",
                api_.where("/eth/v2/beacon/blocks/" + to_hex(root)), "Try again");
  }
  return std::move((*fetched)->block);
}

Expected<std::optional<RawBlock>> HeadChain::block_at(Slot slot) {
  if (const auto conflict = node_->roster().conflict()) return std::unexpected(*conflict);
  if (slot <= finalized_.slot && finalized_.slot.value > 0) return final_block_at(slot);
  if (!looked_ || slot > view_.head_slot) {
    return fail(ErrorKind::invalid,
                fmt::format("slot {} lies behind the head that was looked at", slot.value),
                "block_at", "Look at the chain before asking for its blocks");
  }
  const auto found = branch_.find(slot.value);
  if (found == branch_.end()) {
    handed_.note(slot.value, std::nullopt);
    return std::nullopt;
  }
  auto block = block_of_branch(found->second, slot);
  if (!block) return std::unexpected(block.error());
  handed_.note(slot.value, found->second);
  return std::move(*block);
}

Expected<std::optional<RawBlock>> HeadChain::final_block_at(Slot slot) {
  auto block = node_->block_at(slot);
  if (!block || !*block || tree_.beside({}, slot.value, slot.value).empty()) return block;
  // What was seen of this slot, or kept as an orphan, has won after all.
  const auto root = probe_.root_of(**block);
  if (!root) return std::unexpected(root.error());
  tree_.forget(*root);
  return block;
}

void HeadChain::keep_orphan(RawBlock block) {
  const auto peek = peek_block(block.bytes);
  const auto root = peek ? probe_.root_of(block) : Expected<Bytes32>(Bytes32{});
  if (!peek || !root || tree_.find(*root) != nullptr) return;
  block.slot = peek->slot;
  tree_.add({*root, peek->parent_root, std::move(block)});
}

Expected<std::vector<RawBlock>> HeadChain::orphans_between(Slot first, Slot last) {
  return tree_.beside(branch_, first.value, last.value);
}

void HeadChain::doubt(Slot first, Slot last) {
  const auto end = branch_.upper_bound(last.value);
  for (auto it = branch_.lower_bound(first.value); it != end; ++it) tree_.let_go(it->second);
}

Expected<std::optional<Slot>> HeadChain::last_slot() {
  if (!looked_) return std::nullopt;
  return view_.finalized_slot;
}

}  // namespace apsis
