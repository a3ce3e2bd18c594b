// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/decode/chain_config.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/hex.hpp"
#include "indexer/decode/preset.hpp"

namespace apsis {
namespace {

using Values = std::map<std::string, std::string>;

struct PresetCheck {
  const char* key;
  std::uint64_t mainnet;
  std::uint64_t minimal;
};

/// Sizes that are compiled in, by the keys under which a chain states them.
constexpr PresetCheck preset_checks[] = {
    {"SLOTS_PER_EPOCH", MainnetPreset::slots_per_epoch, MinimalPreset::slots_per_epoch},
    {"MAX_COMMITTEES_PER_SLOT", MainnetPreset::max_committees_per_slot,
     MinimalPreset::max_committees_per_slot},
    {"TARGET_COMMITTEE_SIZE", MainnetPreset::target_committee_size,
     MinimalPreset::target_committee_size},
    {"SHUFFLE_ROUND_COUNT", MainnetPreset::shuffle_round_count, MinimalPreset::shuffle_round_count},
    {"EPOCHS_PER_ETH1_VOTING_PERIOD", MainnetPreset::epochs_per_eth1_voting_period,
     MinimalPreset::epochs_per_eth1_voting_period},
    {"SLOTS_PER_HISTORICAL_ROOT", MainnetPreset::slots_per_historical_root,
     MinimalPreset::slots_per_historical_root},
    {"EPOCHS_PER_HISTORICAL_VECTOR", MainnetPreset::epochs_per_historical_vector,
     MinimalPreset::epochs_per_historical_vector},
    {"EPOCHS_PER_SLASHINGS_VECTOR", MainnetPreset::epochs_per_slashings_vector,
     MinimalPreset::epochs_per_slashings_vector},
    {"SYNC_COMMITTEE_SIZE", MainnetPreset::sync_committee_size, MinimalPreset::sync_committee_size},
    {"EPOCHS_PER_SYNC_COMMITTEE_PERIOD", MainnetPreset::epochs_per_sync_committee_period,
     MinimalPreset::epochs_per_sync_committee_period},
    {"MAX_WITHDRAWALS_PER_PAYLOAD", MainnetPreset::max_withdrawals_per_payload,
     MinimalPreset::max_withdrawals_per_payload},
    {"MAX_VALIDATORS_PER_WITHDRAWALS_SWEEP", MainnetPreset::max_validators_per_withdrawals_sweep,
     MinimalPreset::max_validators_per_withdrawals_sweep},
    {"PENDING_PARTIAL_WITHDRAWALS_LIMIT", MainnetPreset::pending_partial_withdrawals_limit,
     MinimalPreset::pending_partial_withdrawals_limit},
    {"PENDING_CONSOLIDATIONS_LIMIT", MainnetPreset::pending_consolidations_limit,
     MinimalPreset::pending_consolidations_limit},
    {"BASE_REWARD_FACTOR", preset::base_reward_factor, preset::base_reward_factor},
    {"EFFECTIVE_BALANCE_INCREMENT", preset::effective_balance_increment_gwei,
     preset::effective_balance_increment_gwei},
    {"MIN_EPOCHS_TO_INACTIVITY_PENALTY", preset::min_epochs_to_inactivity_penalty,
     preset::min_epochs_to_inactivity_penalty},
    {"MAX_SEED_LOOKAHEAD", preset::max_seed_lookahead, preset::max_seed_lookahead},
};

struct ConfigField {
  const char* key;
  std::uint64_t ChainConfig::*field;
};

constexpr ConfigField config_fields[] = {
    {"MIN_VALIDATOR_WITHDRAWABILITY_DELAY", &ChainConfig::min_validator_withdrawability_delay},
    {"SHARD_COMMITTEE_PERIOD", &ChainConfig::shard_committee_period},
    {"INACTIVITY_SCORE_BIAS", &ChainConfig::inactivity_score_bias},
    {"INACTIVITY_SCORE_RECOVERY_RATE", &ChainConfig::inactivity_score_recovery_rate},
    {"EJECTION_BALANCE", &ChainConfig::ejection_balance_gwei},
    {"MIN_PER_EPOCH_CHURN_LIMIT", &ChainConfig::min_per_epoch_churn_limit},
    {"CHURN_LIMIT_QUOTIENT", &ChainConfig::churn_limit_quotient},
    {"MAX_PER_EPOCH_ACTIVATION_CHURN_LIMIT", &ChainConfig::max_per_epoch_activation_churn_limit},
    {"MIN_PER_EPOCH_CHURN_LIMIT_ELECTRA", &ChainConfig::min_per_epoch_churn_limit_electra_gwei},
    {"MAX_PER_EPOCH_ACTIVATION_EXIT_CHURN_LIMIT",
     &ChainConfig::max_per_epoch_activation_exit_churn_limit_gwei},
    {"MAX_BLOBS_PER_BLOCK", &ChainConfig::max_blobs_per_block},
    {"MAX_BLOBS_PER_BLOCK_ELECTRA", &ChainConfig::max_blobs_per_block_electra},
    {"MAX_BLOB_COMMITMENTS_PER_BLOCK", &ChainConfig::max_blob_commitments_per_block},
    {"MAX_DEPOSIT_REQUESTS_PER_PAYLOAD", &ChainConfig::max_deposit_requests_per_payload},
    {"MAX_WITHDRAWAL_REQUESTS_PER_PAYLOAD", &ChainConfig::max_withdrawal_requests_per_payload},
    {"MAX_CONSOLIDATION_REQUESTS_PER_PAYLOAD",
     &ChainConfig::max_consolidation_requests_per_payload},
};

std::unexpected<Error> bad_value(const std::string& key, const std::string& value) {
  return fail(ErrorKind::usage, "\"" + value + "\" is not a value for this key", "config " + key);
}

/// Value of `key`; nothing where the key is absent.
Expected<std::optional<std::uint64_t>> number(const Values& values, const std::string& key) {
  const auto found = values.find(key);
  if (found == values.end()) return std::nullopt;
  const std::string& text = found->second;
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size()) return bad_value(key, text);
  return out;
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return out;
}

Expected<PresetName> find_preset(const Values& values) {
  const auto base = values.find("PRESET_BASE");
  if (base != values.end()) {
    if (base->second == "mainnet") return PresetName::mainnet;
    if (base->second == "minimal") return PresetName::minimal;
    return fail(ErrorKind::usage, "preset \"" + base->second + "\" is not built",
                "config PRESET_BASE", "mainnet and minimal are");
  }
  const auto slots = number(values, "SLOTS_PER_EPOCH");
  if (!slots) return std::unexpected(slots.error());
  if (*slots == MainnetPreset::slots_per_epoch) return PresetName::mainnet;
  if (*slots == MinimalPreset::slots_per_epoch) return PresetName::minimal;
  return fail(ErrorKind::usage, "neither PRESET_BASE nor a known SLOTS_PER_EPOCH is given",
              "config", "Is this the configuration of a beacon chain?");
}

Expected<void> check_preset(const Values& values, PresetName preset) {
  for (const PresetCheck& check : preset_checks) {
    const auto value = number(values, check.key);
    if (!value) return std::unexpected(value.error());
    const std::uint64_t compiled = preset == PresetName::mainnet ? check.mainnet : check.minimal;
    if (*value && **value != compiled) {
      return fail(ErrorKind::usage,
                  "is " + std::to_string(**value) + " on this chain, but " +
                      std::to_string(compiled) + " in the preset that it names",
                  std::string("config ") + check.key, "Chains with other sizes are not supported");
    }
  }
  return {};
}

Expected<void> read_forks(const Values& values, ChainConfig& config) {
  for (std::size_t i = 0; i < fork_count; ++i) {
    const std::string name = i == 0 ? "GENESIS" : upper(fork_names[i]);
    const auto version = values.find(name + "_FORK_VERSION");
    if (version != values.end()) {
      const auto bytes = array_from_hex<4>(version->second);
      if (!bytes) return bad_value(version->first, version->second);
      config.forks[i].version = *bytes;
    }
    if (i == 0) {
      config.forks[i].epoch = 0;
      continue;
    }
    const auto epoch = number(values, name + "_FORK_EPOCH");
    if (!epoch) return std::unexpected(epoch.error());
    if (*epoch) config.forks[i].epoch = **epoch;
    if (*epoch && **epoch != ~std::uint64_t{0} && version == values.end()) {
      return fail(ErrorKind::usage, "the fork has an epoch but no version",
                  "config " + name + "_FORK_VERSION");
    }
    if (config.forks[i].epoch < config.forks[i - 1].epoch) {
      return fail(ErrorKind::usage, "the fork starts before the one that it builds on",
                  "config " + name + "_FORK_EPOCH");
    }
  }
  return {};
}

/// Divisors of the transition; a churn below one increment would let nobody through for ever.
Expected<void> check_divisors(const ChainConfig& config) {
  const struct {
    const char* key;
    std::uint64_t value, least;
  } checks[] = {{"CHURN_LIMIT_QUOTIENT", config.churn_limit_quotient, 1},
                {"INACTIVITY_SCORE_BIAS", config.inactivity_score_bias, 1},
                {"MIN_PER_EPOCH_CHURN_LIMIT", config.min_per_epoch_churn_limit, 1},
                {"MIN_PER_EPOCH_CHURN_LIMIT_ELECTRA", config.min_per_epoch_churn_limit_electra_gwei,
                 preset::effective_balance_increment_gwei},
                {"MAX_PER_EPOCH_ACTIVATION_EXIT_CHURN_LIMIT",
                 config.max_per_epoch_activation_exit_churn_limit_gwei,
                 preset::effective_balance_increment_gwei}};
  for (const auto& check : checks) {
    if (check.value >= check.least) continue;
    return fail(ErrorKind::usage,
                "is " + std::to_string(check.value) + ", less than the least that can work, " +
                    std::to_string(check.least),
                std::string("config ") + check.key);
  }
  return {};
}

Expected<void> read_slot_duration(const Values& values, ChainConfig& config) {
  const auto seconds = number(values, "SECONDS_PER_SLOT");
  if (!seconds) return std::unexpected(seconds.error());
  const auto millis = number(values, "SLOT_DURATION_MS");
  if (!millis) return std::unexpected(millis.error());
  if (*seconds) config.slot_duration_ms = **seconds * 1000;
  if (*millis) config.slot_duration_ms = **millis;
  if (*seconds && *millis && **seconds * 1000 != **millis) {
    return fail(ErrorKind::usage, "SECONDS_PER_SLOT and SLOT_DURATION_MS contradict each other",
                "config SLOT_DURATION_MS");
  }
  return {};
}

}  // namespace

Fork ChainConfig::fork_at(std::uint64_t epoch) const {
  for (std::size_t i = fork_count; i-- > 1;) {
    if (epoch >= forks[i].epoch) return static_cast<Fork>(i);
  }
  return Fork::phase0;
}

std::uint64_t ChainConfig::max_blobs_at(std::uint64_t epoch, Fork fork) const {
  if (fork < Fork::electra) return max_blobs_per_block;
  if (fork >= Fork::fulu) {
    for (auto entry = blob_schedule.rbegin(); entry != blob_schedule.rend(); ++entry) {
      if (epoch >= entry->epoch) return entry->max_blobs;
    }
  }
  return max_blobs_per_block_electra;
}

Expected<ChainConfig> parse_chain_config(const Values& values,
                                         std::vector<BlobLimit> blob_schedule) {
  ChainConfig config;
  const auto preset = find_preset(values);
  if (!preset) return std::unexpected(preset.error());
  config.preset = *preset;
  if (const auto checked = check_preset(values, *preset); !checked) {
    return std::unexpected(checked.error());
  }
  if (const auto name = values.find("CONFIG_NAME"); name != values.end()) {
    config.config_name = name->second;
  }
  for (const ConfigField& field : config_fields) {
    const auto value = number(values, field.key);
    if (!value) return std::unexpected(value.error());
    if (*value) config.*field.field = **value;
  }
  if (const auto ok = check_divisors(config); !ok) return std::unexpected(ok.error());
  if (const auto forks = read_forks(values, config); !forks) return std::unexpected(forks.error());
  if (const auto duration = read_slot_duration(values, config); !duration) {
    return std::unexpected(duration.error());
  }
  std::sort(blob_schedule.begin(), blob_schedule.end(),
            [](const BlobLimit& a, const BlobLimit& b) { return a.epoch < b.epoch; });
  config.blob_schedule = std::move(blob_schedule);
  return config;
}

}  // namespace apsis
