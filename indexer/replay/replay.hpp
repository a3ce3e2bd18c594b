// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "indexer/replay/beacon_state.hpp"
#include "indexer/replay/committees.hpp"
#include "indexer/replay/fork_params.hpp"
#include "indexer/replay/ledger.hpp"

namespace apsis {

/// A beacon state on its way along a chain, with what is derived from it for the epoch in progress.
/// The free functions of this folder act on it; they are named as in the specs. When one of them
/// gives an error, the state is no longer that of any chain and the replay ends.
template <class P>
struct Replay {
  const ChainConfig* config;
  const ChainTypes* types;
  BeaconState state;
  EpochCache cache;
  Ledger* ledger = nullptr;  ///< nothing is booked without one
  /// Root of the state as it stands, while nothing has changed since it was computed.
  std::optional<Bytes32> state_root;
  /// Income of the block in progress.
  ProposalRecord income{};

  const ForkParams& params() const { return fork_params<P>(state.fork); }
  std::uint64_t current_epoch() const { return state.slot / P::slots_per_epoch; }
  std::uint64_t previous_epoch() const { return current_epoch() == 0 ? 0 : current_epoch() - 1; }
};

/// Most slots that a block may lie ahead of the state: more than a day on mainnet. A damaged slot
/// number must not keep the replay busy with empty slots for ever.
inline constexpr std::uint64_t max_slots_ahead = 8192;

/// A replay that starts from a serialized state of `fork`. The state is proven by whoever knows its
/// root; with a ledger, booking starts here. A phase0 state that stands at Altair's first slot is
/// upgraded at once.
template <class P>
Expected<Replay<P>> start_replay(const ChainConfig& config, const ChainTypes& types, Fork fork,
                                 ByteSpan state);

/// Attaches a ledger: from here on everything is booked.
template <class P>
void attach_ledger(Replay<P>& run, Ledger& ledger);

/// Moves the state to the beginning of `slot` (`process_slots`), upgrades included.
template <class P>
Expected<void> process_slots(Replay<P>& run, std::uint64_t slot);

/// Applies a block to the state at its slot (`process_block`).
template <class P>
Expected<void> process_block(Replay<P>& run, const SszView& block);

/// Moves to the block's slot, applies it and compares the state root that it names
/// (`state_transition` without signatures). `block` is a `BeaconBlock` of the fork of its slot.
/// A mismatch reports the roots of all fields.
template <class P>
Expected<void> apply_block(Replay<P>& run, const SszView& block);

/// Transition out of the current epoch (`process_epoch`).
template <class P>
Expected<void> process_epoch(Replay<P>& run);

/// Root of the state as it stands.
template <class P>
Bytes32 current_state_root(Replay<P>& run);

}  // namespace apsis
