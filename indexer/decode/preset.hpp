// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace apsis {

/// Sizes of the mainnet preset (presets/mainnet/*.yaml). The specs' names in lower case.
struct MainnetPreset {
  static constexpr const char* name = "mainnet";
  static constexpr std::uint64_t slots_per_epoch = 32;
  static constexpr std::uint64_t max_committees_per_slot = 64;
  static constexpr std::uint64_t target_committee_size = 128;
  static constexpr std::uint64_t shuffle_round_count = 90;
  static constexpr std::uint64_t epochs_per_eth1_voting_period = 64;
  static constexpr std::uint64_t slots_per_historical_root = 8192;
  static constexpr std::uint64_t epochs_per_historical_vector = 65536;
  static constexpr std::uint64_t epochs_per_slashings_vector = 8192;
  static constexpr std::uint64_t base_reward_factor = 64;
  static constexpr std::uint64_t sync_committee_size = 512;
  static constexpr std::uint64_t epochs_per_sync_committee_period = 256;
  static constexpr std::uint64_t max_withdrawals_per_payload = 16;
  static constexpr std::uint64_t max_validators_per_withdrawals_sweep = 16384;
  static constexpr std::uint64_t pending_partial_withdrawals_limit = 134217728;
  static constexpr std::uint64_t pending_consolidations_limit = 262144;
  static constexpr std::uint64_t max_pending_partials_per_withdrawals_sweep = 8;
  static constexpr std::uint64_t phase0_inactivity_penalty_quotient = 67108864;
  static constexpr std::uint64_t phase0_min_slashing_penalty_quotient = 128;
  static constexpr std::uint64_t phase0_proportional_slashing_multiplier = 1;
};

/// Sizes of the minimal preset (presets/minimal/*.yaml).
struct MinimalPreset {
  static constexpr const char* name = "minimal";
  static constexpr std::uint64_t slots_per_epoch = 8;
  static constexpr std::uint64_t max_committees_per_slot = 4;
  static constexpr std::uint64_t target_committee_size = 4;
  static constexpr std::uint64_t shuffle_round_count = 10;
  static constexpr std::uint64_t epochs_per_eth1_voting_period = 4;
  static constexpr std::uint64_t slots_per_historical_root = 64;
  static constexpr std::uint64_t epochs_per_historical_vector = 64;
  static constexpr std::uint64_t epochs_per_slashings_vector = 64;
  static constexpr std::uint64_t base_reward_factor = 64;
  static constexpr std::uint64_t sync_committee_size = 32;
  static constexpr std::uint64_t epochs_per_sync_committee_period = 8;
  static constexpr std::uint64_t max_withdrawals_per_payload = 4;
  static constexpr std::uint64_t max_validators_per_withdrawals_sweep = 16;
  static constexpr std::uint64_t pending_partial_withdrawals_limit = 64;
  static constexpr std::uint64_t pending_consolidations_limit = 64;
  static constexpr std::uint64_t max_pending_partials_per_withdrawals_sweep = 2;
  static constexpr std::uint64_t phase0_inactivity_penalty_quotient = 33554432;
  static constexpr std::uint64_t phase0_min_slashing_penalty_quotient = 64;
  static constexpr std::uint64_t phase0_proportional_slashing_multiplier = 2;
};

/// Sizes of Gnosis Chain: mainnet's, but for its shorter epochs and what follows from them.
struct GnosisPreset {
  static constexpr const char* name = "gnosis";
  static constexpr std::uint64_t slots_per_epoch = 16;
  static constexpr std::uint64_t max_committees_per_slot = 64;
  static constexpr std::uint64_t target_committee_size = 128;
  static constexpr std::uint64_t shuffle_round_count = 90;
  static constexpr std::uint64_t epochs_per_eth1_voting_period = 64;
  static constexpr std::uint64_t slots_per_historical_root = 8192;
  static constexpr std::uint64_t epochs_per_historical_vector = 65536;
  static constexpr std::uint64_t epochs_per_slashings_vector = 8192;
  static constexpr std::uint64_t base_reward_factor = 25;
  static constexpr std::uint64_t sync_committee_size = 512;
  static constexpr std::uint64_t epochs_per_sync_committee_period = 512;
  static constexpr std::uint64_t max_withdrawals_per_payload = 8;
  static constexpr std::uint64_t max_validators_per_withdrawals_sweep = 8192;
  static constexpr std::uint64_t pending_partial_withdrawals_limit = 134217728;
  static constexpr std::uint64_t pending_consolidations_limit = 262144;
  static constexpr std::uint64_t max_pending_partials_per_withdrawals_sweep = 6;
  static constexpr std::uint64_t phase0_inactivity_penalty_quotient = 67108864;
  static constexpr std::uint64_t phase0_min_slashing_penalty_quotient = 128;
  static constexpr std::uint64_t phase0_proportional_slashing_multiplier = 1;
};

/// Constants that all presets share.
namespace preset {
inline constexpr std::uint64_t effective_balance_increment_gwei = 1'000'000'000;
inline constexpr std::uint64_t min_activation_balance_gwei = 32'000'000'000;
inline constexpr std::uint64_t max_effective_balance_electra_gwei = 2'048'000'000'000;
inline constexpr std::uint64_t hysteresis_quotient = 4;
inline constexpr std::uint64_t hysteresis_downward_multiplier = 1;
inline constexpr std::uint64_t hysteresis_upward_multiplier = 5;
inline constexpr std::uint64_t min_attestation_inclusion_delay = 1;
inline constexpr std::uint64_t min_seed_lookahead = 1;
inline constexpr std::uint64_t max_seed_lookahead = 4;
inline constexpr std::uint64_t min_epochs_to_inactivity_penalty = 4;
inline constexpr std::uint64_t max_deposits = 16;
inline constexpr std::uint64_t max_attestations = 128;  ///< Electra: 8
inline constexpr std::uint64_t max_pending_deposits_per_epoch = 16;
inline constexpr std::uint64_t historical_roots_limit = 16777216;
inline constexpr std::uint64_t validator_registry_limit = std::uint64_t{1} << 40;
inline constexpr std::uint64_t pending_deposits_limit = 134217728;
inline constexpr std::uint64_t max_validators_per_committee = 2048;
inline constexpr std::uint64_t deposit_contract_tree_depth = 32;
}  // namespace preset

}  // namespace apsis
