// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "indexer/source/block_source.hpp"
#include "indexer/source/node_pool.hpp"

namespace apsis {

/// What /eth/v1/beacon/headers/{id} says of a block.
struct BlockHeaderAnswer {
  Slot slot{};
  Bytes32 root{};
  Bytes32 parent_root{};
  Bytes32 state_root{};
  bool canonical = true;  ///< as told; true when not told
};

/// The calls of the Beacon API that a replay needs, each with its own errors. Used by one thread.
class BeaconApi {
 public:
  BeaconApi(NodePool pool, NoteSink note) : pool_(std::move(pool)), note_(std::move(note)) {}

  /// The chain that the nodes are on: config/spec and beacon/genesis; see NodePool::chain.
  Expected<NodeIdentity> chain() { return pool_.chain(); }
  /// GET /eth/v2/debug/beacon/states/{id} as SSZ; nothing when the node does not have it (clients
  /// answer 400, 404 or 500). The fork it names must be the one of `spec` at the state's slot.
  Expected<std::optional<RawState>> state(const std::string& id, const ChainSpec& spec);
  /// What the node said when it last did not have a state.
  const Error& state_refusal() const { return state_refusal_; }
  /// GET /eth/v2/beacon/blocks/{slot} as SSZ; nothing for an empty slot. An error when the node has
  /// the header of that slot but not the block, gives another slot's block, names another fork than
  /// `spec`, or gives no SSZ.
  Expected<std::optional<RawBlock>> block(Slot slot, const ChainSpec& spec);
  /// The same by the block's root or "head", "finalized": nothing when the node does not have it or
  /// does not take such ids (400, 500). Whether it is the block with that root is for the caller to
  /// check.
  Expected<std::optional<RawBlock>> block_by_id(const std::string& id, const ChainSpec& spec);
  /// GET /eth/v1/beacon/headers/{id}; nothing when the node has none.
  Expected<std::optional<BlockHeaderAnswer>> header(const std::string& id);
  /// GET /eth/v1/beacon/blocks/{id}/root; nothing when the node has none.
  Expected<std::optional<Bytes32>> block_root(const std::string& id);
  /// GET /eth/v1/beacon/states/head/finality_checkpoints: what is final; nothing when the node does
  /// not have that call.
  Expected<std::optional<FinalizedCheckpoint>> finality();
  /// The redacted address of the node that answered last, with a path, for errors.
  std::string where(const std::string& path) const { return pool_.where(path); }

 private:
  Expected<std::string> fork_name(const HttpAnswer& answer, const ChainSpec& spec, Slot slot,
                                  const std::string& where);
  Expected<RawBlock> read_block(HttpAnswer answer, const std::optional<Slot>& slot,
                                const ChainSpec& spec, const std::string& where);
  Expected<std::optional<RawBlock>> missing_block(Slot slot, const std::string& where);

  NodePool pool_;
  NoteSink note_;
  Error state_refusal_{};
};

}  // namespace apsis
