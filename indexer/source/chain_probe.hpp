// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>

#include "indexer/source/beacon_api.hpp"
#include "indexer/source/block_tree.hpp"

namespace apsis {

/// Gives the root of a block, computed from its bytes; errors: bytes that are no block (decode).
using BlockRoot = std::function<Expected<Bytes32>(const RawBlock&)>;
/// Makes a BlockRoot for the chain of that configuration.
using MakeBlockRoot = std::function<Expected<BlockRoot>(const ChainSpec&)>;

/// A block's place in the chain.
struct BlockPoint {
  Slot slot{};
  Bytes32 root{};
  bool operator==(const BlockPoint&) const = default;
};

/// What is final: the newest block up to the first slot of `epoch`, and that slot.
struct FinalPoint {
  Epoch epoch{};
  Slot slot{};
  Bytes32 root{};  ///< zero while nobody tells it (epoch 0)
};

/// Asks nodes where the chain ends, what of it is final, and for blocks by their root; each answer
/// is checked against the root computed from the bytes. Used by one thread.
class ChainProbe {
 public:
  ChainProbe(BeaconApi& api, const ChainSpec& spec, BlockRoot block_root);

  /// The head; from headers/head, else the block "head". Nothing when the node knows neither.
  Expected<std::optional<BlockPoint>> head();
  /// What is final; from finality_checkpoints, else headers/finalized, else the block "finalized".
  /// Epoch 0 when the node tells none of them.
  Expected<FinalPoint> finalized();
  /// The block with that root; `below` is the slot of a child, if one is known. A node that has no
  /// ids by root is asked by slot, downwards from there. Nothing when no node has it.
  Expected<std::optional<TreeBlock>> block(const Bytes32& root, std::optional<Slot> below);
  /// The block of a slot with its root; only for slots that are final.
  Expected<std::optional<TreeBlock>> block_at(Slot slot);
  /// The newest block up to `slot`, looking back at most `max_slots_back` slots.
  Expected<std::optional<TreeBlock>> block_up_to(Slot slot);

  /// The root of a block, computed.
  Expected<Bytes32> root_of(const RawBlock& block) const { return block_root_(block); }

  /// Slots that are looked through downwards for the block before.
  static constexpr std::uint64_t max_slots_back = 1024;

 private:
  Expected<TreeBlock> rooted(RawBlock block, const std::string& path);
  Expected<std::optional<TreeBlock>> block_by_id(const std::string& id);

  BeaconApi& api_;
  const ChainSpec& spec_;
  const BlockRoot block_root_;
  const std::uint64_t epoch_slots_;
};

}  // namespace apsis
