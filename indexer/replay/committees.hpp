// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/bytes.hpp"
#include "indexer/replay/beacon_state.hpp"

namespace apsis {

/// The committees of one epoch: the shuffled active validators, cut into equal slices.
struct Shuffling {
  std::uint64_t epoch = 0;
  std::uint64_t committees_per_slot = 1;
  std::uint64_t slots_per_epoch = 1;
  Bytes32 seed{};
  std::vector<std::uint32_t> shuffled;

  /// `get_beacon_committee`; `index` < committees_per_slot, `slot` within the epoch.
  std::span<const std::uint32_t> committee(std::uint64_t slot, std::uint64_t index) const;
};

/// What one epoch's blocks need and the state only implies.
struct EpochCache {
  std::uint64_t epoch = 0;
  Shuffling previous;
  Shuffling current;
  std::uint64_t total_active_balance_gwei = 0;  ///< at least one increment
  std::uint64_t base_reward_per_increment_gwei = 0;
  std::vector<std::int64_t> proposers;  ///< by slot of the epoch; -1: not drawn yet
  /// Last epoch of the exit queue and how many leave in it (up to Deneb); 0: not counted yet.
  std::uint64_t exit_queue_epoch = 0;
  std::uint64_t exit_queue_count = 0;
};

/// Domains that seed draws (phase0/beacon-chain.md, domain types).
enum class SeedDomain : std::uint8_t {
  beacon_proposer = 0,
  beacon_attester = 1,
  sync_committee = 7
};

/// `get_seed`.
template <class P>
Bytes32 get_seed(const BeaconState& state, std::uint64_t epoch, SeedDomain domain);

/// `get_active_validator_indices`, ascending.
std::vector<std::uint32_t> get_active_validator_indices(const BeaconState& state,
                                                        std::uint64_t epoch);

/// Committees of `epoch` as the state implies them.
template <class P>
Shuffling make_shuffling(const BeaconState& state, std::uint64_t epoch);

/// Cache for the state's current epoch; keeps a shuffling of `old` that still serves.
template <class P>
EpochCache make_epoch_cache(const BeaconState& state, EpochCache old = {});

/// `compute_proposer_index`: draws from `active`, which is not empty, by effective balance.
template <class P>
std::uint32_t compute_proposer_index(const BeaconState& state,
                                     std::span<const std::uint32_t> active, const Bytes32& seed);

/// Proposers of all slots of an epoch (`get_beacon_proposer_indices`); an error if nobody is
/// active.
template <class P>
Expected<std::vector<std::uint64_t>> compute_proposers(const BeaconState& state,
                                                       std::uint64_t epoch);

/// `get_beacon_proposer_index` for the state's slot; an error if nobody is active or the lookahead
/// names a validator that the registry does not have.
template <class P>
Expected<std::uint32_t> get_beacon_proposer_index(const BeaconState& state, EpochCache& cache);

/// `get_next_sync_committee_indices`; an error if nobody is active.
template <class P>
Expected<std::vector<std::uint32_t>> get_next_sync_committee_indices(const BeaconState& state);

/// `integer_squareroot`.
std::uint64_t integer_squareroot(std::uint64_t value);

/// `get_total_active_balance` of `epoch`, gwei.
std::uint64_t get_total_active_balance(const BeaconState& state, std::uint64_t epoch);

}  // namespace apsis
