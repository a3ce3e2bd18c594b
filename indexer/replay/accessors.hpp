// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "indexer/replay/beacon_state.hpp"
#include "indexer/replay/refuse.hpp"

namespace apsis {

/// `get_block_root_at_slot`: root of the latest block at or before `slot`; an error for a slot that
/// the state no longer (or not yet) remembers.
template <class P>
Expected<Bytes32> get_block_root_at_slot(const BeaconState& state, std::uint64_t slot) {
  if (slot >= state.slot || state.slot - slot > P::slots_per_historical_root) {
    return refuse("get_block_root_at_slot", "slot " + std::to_string(slot) + " is out of reach");
  }
  return state.block_roots[slot % P::slots_per_historical_root];
}

/// `get_block_root`: the same for an epoch's first slot.
template <class P>
Expected<Bytes32> get_block_root(const BeaconState& state, std::uint64_t epoch) {
  return get_block_root_at_slot<P>(state, epoch * P::slots_per_epoch);
}

/// `get_randao_mix`.
template <class P>
const Bytes32& get_randao_mix(const BeaconState& state, std::uint64_t epoch) {
  return state.randao_mixes[epoch % P::epochs_per_historical_vector];
}

}  // namespace apsis
