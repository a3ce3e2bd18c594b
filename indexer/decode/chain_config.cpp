// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/decode/chain_config.hpp"

#include <algorithm>

#include "core/hex.hpp"
#include "indexer/decode/config_values.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/decode/preset_check.hpp"

namespace apsis {
namespace {

using Values = ConfigValues;

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

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return out;
}

Expected<void> read_forks(const Values& values, ChainConfig& config) {
  for (std::size_t i = 0; i < fork_count; ++i) {
    const std::string name = i == 0 ? "GENESIS" : upper(fork_names[i]);
    const auto version = values.find(name + "_FORK_VERSION");
    if (version != values.end()) {
      const auto bytes = array_from_hex<4>(version->second);
      if (!bytes) return bad_config_value(version->first, version->second);
      config.forks[i].version = *bytes;
    }
    if (i == 0) {
      config.forks[i].epoch = 0;
      continue;
    }
    const auto epoch = config_number(values, name + "_FORK_EPOCH");
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
  const auto seconds = config_number(values, "SECONDS_PER_SLOT");
  if (!seconds) return std::unexpected(seconds.error());
  const auto millis = config_number(values, "SLOT_DURATION_MS");
  if (!millis) return std::unexpected(millis.error());
  if (*seconds) config.slot_duration_ms = **seconds * 1000;
  if (*millis) config.slot_duration_ms = **millis;
  if (*seconds && *millis && **seconds * 1000 != **millis) {
    return fail(ErrorKind::usage, "SECONDS_PER_SLOT and SLOT_DURATION_MS contradict each other",
                "config SLOT_DURATION_MS");
  }
  return {};
}

/// The key that says which text of Fulu a chain follows where the two differ.
constexpr const char* eth1_bridge_key = "APSIS_FULU_ETH1_BRIDGE";

Expected<void> read_eth1_bridge(const Values& values, ChainConfig& config) {
  const auto found = values.find(eth1_bridge_key);
  if (found == values.end()) return {};
  if (found->second != "kept" && found->second != "dropped") {
    return bad_config_value(found->first, found->second);
  }
  config.fulu_drops_eth1_bridge = found->second == "dropped";
  return {};
}

Expected<void> read_deposit_contract(const Values& values, ChainConfig& config) {
  const auto chain = config_number(values, "DEPOSIT_CHAIN_ID");
  if (!chain) return std::unexpected(chain.error());
  config.deposit_chain_id = *chain;
  const auto address = values.find("DEPOSIT_CONTRACT_ADDRESS");
  if (address == values.end()) return {};
  config.deposit_contract_address = array_from_hex<20>(address->second);
  if (!config.deposit_contract_address) return bad_config_value(address->first, address->second);
  return {};
}

/// A blob schedule as text: "epoch:limit" for each entry.
std::string schedule_text(const std::vector<BlobLimit>& schedule) {
  std::string out;
  for (const BlobLimit& entry : schedule) {
    if (!out.empty()) out += ' ';
    out += std::to_string(entry.epoch) + ":" + std::to_string(entry.max_blobs);
  }
  return out.empty() ? "empty" : out;
}

/// Every name that is compared, with its value as text; empty where a configuration has none.
std::vector<std::pair<std::string, std::string>> compared_values(const ChainConfig& config) {
  std::vector<std::pair<std::string, std::string>> out = {
      {"PRESET_BASE", std::string(preset_text(config.preset))}};
  for (std::size_t i = 0; i < fork_count; ++i) {
    const std::string name = i == 0 ? "GENESIS" : upper(fork_names[i]);
    const bool scheduled = config.forks[i].epoch != ~std::uint64_t{0};
    out.push_back({name + "_FORK_EPOCH", scheduled ? std::to_string(config.forks[i].epoch) : ""});
    out.push_back({name + "_FORK_VERSION", scheduled ? to_hex(config.forks[i].version) : ""});
  }
  for (const ConfigField& field : config_fields) {
    out.push_back({field.key, std::to_string(config.*field.field)});
  }
  const auto& chain = config.deposit_chain_id;
  const auto& contract = config.deposit_contract_address;
  out.push_back({"SLOT_DURATION_MS", std::to_string(config.slot_duration_ms)});
  out.push_back({"BLOB_SCHEDULE", schedule_text(config.blob_schedule)});
  out.push_back({"DEPOSIT_CHAIN_ID", chain ? std::to_string(*chain) : ""});
  out.push_back({"DEPOSIT_CONTRACT_ADDRESS", contract ? to_hex(*contract) : ""});
  return out;
}

}  // namespace

std::string_view preset_text(PresetName preset) {
  constexpr std::string_view names[] = {MainnetPreset::name, MinimalPreset::name,
                                        GnosisPreset::name};
  return names[static_cast<std::size_t>(preset)];
}

Fork ChainConfig::fork_at(std::uint64_t epoch) const {
  for (std::size_t i = fork_count; i-- > 1;) {
    if (epoch >= forks[i].epoch) return static_cast<Fork>(i);
  }
  return Fork::phase0;
}

Fork ChainConfig::fork_of_state(ByteSpan state, std::uint64_t epoch) const {
  constexpr std::size_t current_version_at = 8 + 32 + 8 + 4;
  const Fork ruling = fork_at(epoch);
  const auto& phase0_version = forks[0].version;
  if (forks[static_cast<std::size_t>(ruling)].version == phase0_version ||
      state.size() < current_version_at + phase0_version.size()) {
    return ruling;
  }
  const bool is_phase0 =
      std::equal(phase0_version.begin(), phase0_version.end(), state.begin() + current_version_at);
  return is_phase0 ? Fork::phase0 : ruling;
}

BlobLimit ChainConfig::blob_parameters_at(std::uint64_t epoch, Fork fork) const {
  const std::uint64_t electra_epoch = forks[static_cast<std::size_t>(Fork::electra)].epoch;
  if (fork < Fork::electra) return {0, max_blobs_per_block};
  if (fork >= Fork::fulu) {
    for (auto entry = blob_schedule.rbegin(); entry != blob_schedule.rend(); ++entry) {
      if (epoch >= entry->epoch) return *entry;
    }
  }
  return {electra_epoch, max_blobs_per_block_electra};
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
    const auto value = config_number(values, field.key);
    if (!value) return std::unexpected(value.error());
    if (*value) config.*field.field = **value;
  }
  if (const auto ok = check_divisors(config); !ok) return std::unexpected(ok.error());
  if (const auto forks = read_forks(values, config); !forks) return std::unexpected(forks.error());
  if (const auto duration = read_slot_duration(values, config); !duration) {
    return std::unexpected(duration.error());
  }
  if (const auto ok = read_eth1_bridge(values, config); !ok) return std::unexpected(ok.error());
  if (const auto ok = read_deposit_contract(values, config); !ok) {
    return std::unexpected(ok.error());
  }
  std::sort(blob_schedule.begin(), blob_schedule.end(),
            [](const BlobLimit& a, const BlobLimit& b) { return a.epoch < b.epoch; });
  config.blob_schedule = std::move(blob_schedule);
  return config;
}

std::optional<ConfigDifference> first_difference(const ChainConfig& first,
                                                 const ChainConfig& second) {
  const auto ours = compared_values(first);
  const auto theirs = compared_values(second);
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const auto& [name, value] = ours[i];
    const std::string& other = theirs[i].second;
    // A contract that one of them does not name is no contradiction; a fork without epoch is.
    if (name.starts_with("DEPOSIT_") && (value.empty() || other.empty())) continue;
    if (value == other) continue;
    return ConfigDifference{name, value.empty() ? "not set" : value,
                            other.empty() ? "not set" : other};
  }
  return std::nullopt;
}

}  // namespace apsis
