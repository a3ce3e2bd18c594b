// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "indexer/source/beacon_node.hpp"
#include "indexer/source/block_tree.hpp"
#include "indexer/source/chain_probe.hpp"
#include "indexer/source/chain_watch.hpp"
#include "indexer/source/handed_path.hpp"

namespace apsis {

/// One look at the chain.
struct ChainView {
  Slot head_slot{};
  Bytes32 head_root{};
  Slot finalized_slot{};     ///< first slot of the finalized epoch
  Bytes32 finalized_root{};  ///< of the newest block up to that slot; zero in epoch 0
  /// Set when blocks handed out before are no longer canonical: everything after this slot is to
  /// be undone and asked for again.
  std::optional<Slot> common_slot{};
};

/// How the head of a chain is followed.
struct HeadChainOptions {
  BeaconNodeOptions node{};
  MakeBlockRoot block_root{};  ///< computes roots of blocks; must be set
  ChainWatchOptions watch{};
  std::chrono::milliseconds poll{2'000};  ///< between two questions for the head without events
  std::chrono::milliseconds slow_poll{12'000};  ///< the same while a node's events come in
  /// How long nodes may fail before `look` gives up.
  std::chrono::milliseconds patience{120'000};
  /// Head and finalized slot of a chain whose node tells neither.
  std::optional<Slot> assumed_head{};
};

/// The chain as the best node tells it, up to its head. Final blocks come by slot, later ones by
/// their root from a tree that holds every branch that was seen. Used by one thread.
class HeadChain final : public BlockSource {
 public:
  /// Asks for spec and genesis; errors as BeaconNode::open.
  static Expected<std::unique_ptr<HeadChain>> open(const std::vector<Url>& urls,
                                                   HeadChainOptions options);
  ~HeadChain() override;

  /// The chain as it is now: at once when the head or what is final has changed since the last
  /// look, else when it changes or after `longest` (plus what one request may take), with the same
  /// view. Fails with mismatch when the chain no longer holds what was final before, or when two
  /// nodes disagree on what is final; with unavailable when the nodes fail for longer than the
  /// patience.
  Expected<ChainView> look(std::stop_token stop, std::chrono::milliseconds longest);
  /// A block that lost, stored by an earlier run.
  void keep_orphan(RawBlock block);
  /// How the nodes do, for metrics; from any thread.
  std::vector<NodeReport> node_report() const { return node_->roster().report(); }
  /// The last view, as `look` gave it.
  const ChainView& view() const { return view_; }

  const ChainSpec& chain_spec() const override { return node_->chain_spec(); }
  const Genesis& genesis() const override { return node_->genesis(); }
  Expected<RawState> start_state(StartPoint from) override { return node_->start_state(from); }
  /// The block of the branch that the last look showed; slots after its head are an error.
  Expected<std::optional<RawBlock>> block_at(Slot slot) override;
  /// Blocks that were seen, or given by keep_orphan, and do not stand on the branch.
  Expected<std::vector<RawBlock>> orphans_between(Slot first, Slot last) override;
  /// Blocks of the branch are fetched again: a signature may be wrong under the right root.
  void doubt(Slot first, Slot last) override;
  /// The finalized slot of the last look.
  Expected<std::optional<Slot>> last_slot() override;
  Expected<std::optional<Bytes>> recorded_state(Slot slot) override {
    return node_->recorded_state(slot);
  }

 private:
  HeadChain(std::unique_ptr<BeaconNode> node, HeadChainOptions options, BlockRoot block_root);
  Expected<bool> refresh();
  bool read_hints();
  Expected<bool> ask_and_link();
  Expected<bool> link(BlockPoint head, const FinalPoint& told);
  bool is_first_block(Slot slot);
  Expected<Branch> walk_back(const BlockPoint& head, const FinalPoint& finalized);
  Expected<void> check_finality(const FinalPoint& finalized) const;
  Expected<std::optional<std::uint64_t>> common_over_finality(const BlockPoint& head,
                                                              const FinalPoint& finalized,
                                                              const Branch& branch);
  Expected<void> check_still_final();
  void adopt(const BlockPoint& head, const FinalPoint& finalized, Branch branch,
             std::optional<std::uint64_t> common);
  Expected<std::optional<RawBlock>> final_block_at(Slot slot);
  Expected<RawBlock> block_of_branch(const Bytes32& root, Slot slot);
  bool passes(const Error& error);

  std::unique_ptr<BeaconNode> node_;
  HeadChainOptions options_;
  BeaconApi api_;
  ChainProbe probe_;
  BlockTree tree_;
  Branch branch_;  // above the finalized block, up to the head
  HandedPath handed_;
  ChainView view_;
  FinalPoint finalized_;
  bool looked_ = false;
  std::chrono::steady_clock::time_point next_poll_{};
  std::chrono::steady_clock::time_point last_good_;
  ChainWatch watch_;
};

}  // namespace apsis
