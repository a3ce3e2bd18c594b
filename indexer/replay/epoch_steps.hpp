// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "indexer/replay/replay.hpp"

namespace apsis {

/// Flags of the participation columns (altair/beacon-chain.md).
enum ParticipationFlag : std::uint8_t { timely_source = 0, timely_target = 1, timely_head = 2 };
inline constexpr std::size_t flag_count = 3;
/// Weights of the flags, and what they are parts of.
inline constexpr std::uint64_t flag_weights[flag_count] = {14, 26, 14};
inline constexpr std::uint64_t sync_reward_weight = 2;
inline constexpr std::uint64_t proposer_weight = 8;
inline constexpr std::uint64_t weight_denominator = 64;

/// Sums over the registry that several steps of an epoch transition share, gwei.
struct ParticipationTotals {
  std::uint64_t previous_flag_gwei[flag_count] = {};  ///< active and unslashed in the epoch before
  std::uint64_t current_target_gwei = 0;
};

/// Counts the participation columns; at least one increment each (`get_total_balance`).
template <class P>
ParticipationTotals sum_participation(const Replay<P>& run);

/// One step of `process_epoch`.
template <class P>
using EpochStep = Expected<void> (*)(Replay<P>&);

template <class P>
Expected<void> process_justification_and_finalization(Replay<P>& run);
template <class P>
Expected<void> process_inactivity_updates(Replay<P>& run);
template <class P>
Expected<void> process_rewards_and_penalties(Replay<P>& run);
/// The body of `process_rewards_and_penalties`, which is left out in the genesis epoch.
template <class P>
Expected<void> apply_duty_deltas(Replay<P>& run);
template <class P>
Expected<void> process_registry_updates(Replay<P>& run);
template <class P>
Expected<void> process_slashings(Replay<P>& run);
template <class P>
Expected<void> process_eth1_data_reset(Replay<P>& run);
template <class P>
Expected<void> process_pending_deposits(Replay<P>& run);
template <class P>
Expected<void> process_pending_consolidations(Replay<P>& run);
template <class P>
Expected<void> process_effective_balance_updates(Replay<P>& run);
template <class P>
Expected<void> process_slashings_reset(Replay<P>& run);
template <class P>
Expected<void> process_randao_mixes_reset(Replay<P>& run);
/// Historical roots before Capella, summaries since.
template <class P>
Expected<void> process_historical_update(Replay<P>& run);
template <class P>
Expected<void> process_participation_flag_updates(Replay<P>& run);
template <class P>
Expected<void> process_sync_committee_updates(Replay<P>& run);
template <class P>
Expected<void> process_proposer_lookahead(Replay<P>& run);

/// `get_next_sync_committee`.
template <class P>
Expected<SyncCommittee> get_next_sync_committee(const BeaconState& state);

/// Whether the chain has not been finalized for so long that inactivity is punished
/// (`is_in_inactivity_leak`).
template <class P>
bool is_in_inactivity_leak(const Replay<P>& run) {
  constexpr std::uint64_t min_epochs_to_inactivity_penalty = 4;
  return run.previous_epoch() - run.state.finalized_checkpoint.epoch >
         min_epochs_to_inactivity_penalty;
}

/// Whether a validator takes part in the rewards of the epoch before
/// (`get_eligible_validator_indices`).
template <class P>
bool is_eligible(const Replay<P>& run, std::size_t validator) {
  const Registry& registry = run.state.validators;
  const std::uint64_t before = run.previous_epoch();
  return registry.is_active(validator, before) ||
         (registry.slashed[validator] != 0 && before + 1 < registry.withdrawable_epoch[validator]);
}

}  // namespace apsis
