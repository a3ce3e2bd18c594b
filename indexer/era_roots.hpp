// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "indexer/decode/fork_types.hpp"
#include "indexer/source/era_folder.hpp"

namespace apsis {

/// A chain's types, and the sizes of its preset that eras depend on.
struct EraChain {
  /// From a configuration that outlives it.
  static EraChain make(const ChainConfig& config);
  Fork fork_at_slot(Slot slot) const { return config->fork_at(slot.value / slots_per_epoch); }

  const ChainConfig* config;
  ChainTypes types;
  std::uint64_t slots_per_epoch;
  std::uint64_t slots_per_historical_root;
};

/// What the state at the end of an era says of the era.
struct EraRoots {
  Slot first_slot{};
  Slot end_slot{};  ///< of the state
  /// Whether the state holds the block of its slot, or that slot is empty for all it knows.
  bool block_applied = false;
  std::vector<Bytes32> block_roots{};       ///< by slot modulo their number
  Bytes32 last_state_root{};                ///< at the slot before end_slot
  std::optional<Bytes32> era_root{};        ///< nothing when the state ends no whole era
  std::vector<Bytes32> historical_roots{};  ///< of all eras so far, summaries as their roots

  /// Root of the latest block at or before a slot of the era.
  const Bytes32& block_root(Slot slot) const {
    return block_roots[slot.value % block_roots.size()];
  }
};

/// Reads and checks an era's state: its slot is the one that its index names, it is of the chain
/// (genesis validators root, fork version), it decodes, its block and state roots are those that it
/// remembers of the era, and the file's name says the same. Errors name file and byte.
Expected<EraRoots> read_era_roots(const EraChain& chain, const FoundGroup& found, ByteSpan state,
                                  const Bytes32& genesis_validators_root);

/// The era that ends with this state: an entry of historical_roots, or the root of one of
/// historical_summaries; the genesis validators root at slot 0.
Bytes32 era_root_of(const SszView& state);

/// Compares a block with the era's state: the slot, and the root that the state keeps. Gives the
/// block's SSZ back. Errors name `place`.
Expected<void> check_era_block(const EraChain& chain, const EraRoots& roots, Slot slot,
                               ByteSpan signed_block, const std::string& place);

}  // namespace apsis
