// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "indexer/replay/epoch_steps.hpp"

namespace apsis {

/// What each validator gains and loses by one component, gwei (`Deltas`).
struct Phase0Deltas {
  std::vector<std::uint64_t> rewards_gwei, penalties_gwei;
};

/// `get_attestation_deltas` by component.
struct Phase0Rewards {
  Phase0Deltas source, target, head, inclusion_delay, inactivity;
};

/// Deltas of the epoch before the state's.
template <class P>
Expected<Phase0Rewards> get_phase0_rewards(const Replay<P>& run);

/// The steps of phase0 that are not those of later forks.
template <class P>
Expected<void> process_phase0_justification(Replay<P>& run);
template <class P>
Expected<void> process_phase0_rewards(Replay<P>& run);
template <class P>
Expected<void> process_participation_record_updates(Replay<P>& run);

/// The steps of phase0's `process_epoch` in their order. Nothing is booked: who votes is paid for
/// other things than since Altair, and no ledger is attached before.
template <class P>
std::span<const EpochStep<P>> phase0_epoch_steps();

}  // namespace apsis
