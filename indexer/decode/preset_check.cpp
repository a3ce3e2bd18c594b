// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/decode/preset_check.hpp"

#include <array>
#include <string_view>

#include "indexer/decode/preset.hpp"

namespace apsis {
namespace {

/// Preset P's own sizes, by the keys under which a chain states them.
template <class P>
constexpr std::array own_sizes = {
    std::pair{"SLOTS_PER_EPOCH", P::slots_per_epoch},
    std::pair{"MAX_COMMITTEES_PER_SLOT", P::max_committees_per_slot},
    std::pair{"TARGET_COMMITTEE_SIZE", P::target_committee_size},
    std::pair{"SHUFFLE_ROUND_COUNT", P::shuffle_round_count},
    std::pair{"EPOCHS_PER_ETH1_VOTING_PERIOD", P::epochs_per_eth1_voting_period},
    std::pair{"SLOTS_PER_HISTORICAL_ROOT", P::slots_per_historical_root},
    std::pair{"EPOCHS_PER_HISTORICAL_VECTOR", P::epochs_per_historical_vector},
    std::pair{"EPOCHS_PER_SLASHINGS_VECTOR", P::epochs_per_slashings_vector},
    std::pair{"BASE_REWARD_FACTOR", P::base_reward_factor},
    std::pair{"INACTIVITY_PENALTY_QUOTIENT", P::phase0_inactivity_penalty_quotient},
    std::pair{"MIN_SLASHING_PENALTY_QUOTIENT", P::phase0_min_slashing_penalty_quotient},
    std::pair{"PROPORTIONAL_SLASHING_MULTIPLIER", P::phase0_proportional_slashing_multiplier},
    std::pair{"SYNC_COMMITTEE_SIZE", P::sync_committee_size},
    std::pair{"EPOCHS_PER_SYNC_COMMITTEE_PERIOD", P::epochs_per_sync_committee_period},
    std::pair{"MAX_WITHDRAWALS_PER_PAYLOAD", P::max_withdrawals_per_payload},
    std::pair{"MAX_VALIDATORS_PER_WITHDRAWALS_SWEEP", P::max_validators_per_withdrawals_sweep},
    std::pair{"PENDING_PARTIAL_WITHDRAWALS_LIMIT", P::pending_partial_withdrawals_limit},
    std::pair{"PENDING_CONSOLIDATIONS_LIMIT", P::pending_consolidations_limit},
    std::pair{"MAX_PENDING_PARTIALS_PER_WITHDRAWALS_SWEEP",
              P::max_pending_partials_per_withdrawals_sweep},
};

/// Values that all presets share; the quotients are rows of the replay's table of forks.
constexpr std::pair<const char*, std::uint64_t> shared_sizes[] = {
    {"EFFECTIVE_BALANCE_INCREMENT", preset::effective_balance_increment_gwei},
    {"MIN_ACTIVATION_BALANCE", preset::min_activation_balance_gwei},
    {"MAX_EFFECTIVE_BALANCE_ELECTRA", preset::max_effective_balance_electra_gwei},
    {"HYSTERESIS_QUOTIENT", preset::hysteresis_quotient},
    {"HYSTERESIS_DOWNWARD_MULTIPLIER", preset::hysteresis_downward_multiplier},
    {"HYSTERESIS_UPWARD_MULTIPLIER", preset::hysteresis_upward_multiplier},
    {"MIN_ATTESTATION_INCLUSION_DELAY", preset::min_attestation_inclusion_delay},
    {"MIN_SEED_LOOKAHEAD", preset::min_seed_lookahead},
    {"MAX_SEED_LOOKAHEAD", preset::max_seed_lookahead},
    {"MIN_EPOCHS_TO_INACTIVITY_PENALTY", preset::min_epochs_to_inactivity_penalty},
    {"MAX_DEPOSITS", preset::max_deposits},
    {"MAX_PENDING_DEPOSITS_PER_EPOCH", preset::max_pending_deposits_per_epoch},
    {"HISTORICAL_ROOTS_LIMIT", preset::historical_roots_limit},
    {"VALIDATOR_REGISTRY_LIMIT", preset::validator_registry_limit},
    {"PENDING_DEPOSITS_LIMIT", preset::pending_deposits_limit},
    {"MAX_VALIDATORS_PER_COMMITTEE", preset::max_validators_per_committee},
    {"INACTIVITY_PENALTY_QUOTIENT_ALTAIR", 50331648},
    {"INACTIVITY_PENALTY_QUOTIENT_BELLATRIX", 16777216},
    {"MIN_SLASHING_PENALTY_QUOTIENT_ALTAIR", 64},
    {"MIN_SLASHING_PENALTY_QUOTIENT_BELLATRIX", 32},
    {"MIN_SLASHING_PENALTY_QUOTIENT_ELECTRA", 4096},
    {"PROPORTIONAL_SLASHING_MULTIPLIER_ALTAIR", 2},
    {"PROPORTIONAL_SLASHING_MULTIPLIER_BELLATRIX", 3},
    {"WHISTLEBLOWER_REWARD_QUOTIENT", 512},
    {"WHISTLEBLOWER_REWARD_QUOTIENT_ELECTRA", 4096},
};

Expected<void> check_size(const ConfigValues& values, const char* key, std::uint64_t compiled) {
  const auto value = config_number(values, key);
  if (!value) return std::unexpected(value.error());
  if (!*value || **value == compiled) return {};
  return fail(ErrorKind::usage,
              "is " + std::to_string(**value) + " on this chain, but " + std::to_string(compiled) +
                  " in the preset that it names",
              std::string("config ") + key, "Chains with other sizes are not supported");
}

template <class P>
Expected<void> check_own_sizes(const ConfigValues& values) {
  for (const auto& [key, compiled] : own_sizes<P>) {
    if (auto ok = check_size(values, key, compiled); !ok) return ok;
  }
  return {};
}

/// A preset by its names and by what tells it from the others.
struct KnownPreset {
  PresetName name;
  std::string_view text;
  std::uint64_t slots_per_epoch;
  Expected<void> (*check)(const ConfigValues& values);
};

constexpr KnownPreset known_presets[] = {
    {PresetName::mainnet, MainnetPreset::name, MainnetPreset::slots_per_epoch,
     check_own_sizes<MainnetPreset>},
    {PresetName::minimal, MinimalPreset::name, MinimalPreset::slots_per_epoch,
     check_own_sizes<MinimalPreset>},
    {PresetName::gnosis, GnosisPreset::name, GnosisPreset::slots_per_epoch,
     check_own_sizes<GnosisPreset>},
};

}  // namespace

Expected<PresetName> find_preset(const ConfigValues& values) {
  const auto base = values.find("PRESET_BASE");
  if (base != values.end()) {
    for (const KnownPreset& preset : known_presets) {
      if (preset.text == base->second) return preset.name;
    }
    return fail(ErrorKind::usage, "preset \"" + base->second + "\" is not built",
                "config PRESET_BASE", "mainnet, minimal and gnosis are");
  }
  const auto slots = config_number(values, "SLOTS_PER_EPOCH");
  if (!slots) return std::unexpected(slots.error());
  for (const KnownPreset& preset : known_presets) {
    if (*slots == preset.slots_per_epoch) return preset.name;
  }
  return fail(ErrorKind::usage, "neither PRESET_BASE nor a known SLOTS_PER_EPOCH is given",
              "config", "Is this the configuration of a beacon chain?");
}

Expected<void> check_preset(const ConfigValues& values, PresetName preset) {
  for (const auto& [key, compiled] : shared_sizes) {
    if (auto ok = check_size(values, key, compiled); !ok) return ok;
  }
  return known_presets[static_cast<std::size_t>(preset)].check(values);
}

}  // namespace apsis
