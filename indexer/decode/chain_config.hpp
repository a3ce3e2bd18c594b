// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "indexer/decode/fork.hpp"

namespace apsis {

/// Which preset's sizes a chain uses.
enum class PresetName : std::uint8_t { mainnet, minimal, gnosis };

/// The preset's name as PRESET_BASE has it.
std::string_view preset_text(PresetName preset);

/// From `epoch` on at most `max_blobs` blobs stand in a block (EIP-7892).
struct BlobLimit {
  std::uint64_t epoch;
  std::uint64_t max_blobs;
};

/// A fork's place in a chain: its version bytes and the epoch that it starts at.
struct ForkSchedule {
  std::array<std::uint8_t, 4> version{};
  std::uint64_t epoch = ~std::uint64_t{0};
};

/// What a chain's own configuration says (configs/*.yaml, /eth/v1/config/spec), as far as the
/// replay depends on it. The specs' names in lower case.
struct ChainConfig {
  std::string config_name;
  PresetName preset = PresetName::mainnet;
  std::array<ForkSchedule, fork_count> forks;
  std::uint64_t slot_duration_ms = 12000;
  std::uint64_t min_validator_withdrawability_delay = 256;
  std::uint64_t shard_committee_period = 256;
  std::uint64_t inactivity_score_bias = 4;
  std::uint64_t inactivity_score_recovery_rate = 16;
  std::uint64_t ejection_balance_gwei = 16'000'000'000;
  std::uint64_t min_per_epoch_churn_limit = 4;
  std::uint64_t churn_limit_quotient = 65536;
  std::uint64_t max_per_epoch_activation_churn_limit = 8;
  std::uint64_t min_per_epoch_churn_limit_electra_gwei = 128'000'000'000;
  std::uint64_t max_per_epoch_activation_exit_churn_limit_gwei = 256'000'000'000;
  std::uint64_t max_blobs_per_block = 6;
  std::uint64_t max_blobs_per_block_electra = 9;
  // Limits of lists that have changed over the years within one preset.
  std::uint64_t max_blob_commitments_per_block = 4096;
  std::uint64_t max_deposit_requests_per_payload = 8192;
  std::uint64_t max_withdrawal_requests_per_payload = 16;
  std::uint64_t max_consolidation_requests_per_payload = 2;
  std::vector<BlobLimit> blob_schedule;  ///< ascending by epoch
  std::optional<std::uint64_t> deposit_chain_id;
  std::optional<Bytes20> deposit_contract_address;
  /// Fulu without the eth1 bridge (the text since June 2026) instead of Electra's rule, which the
  /// clients keep; both agree wherever the bridge was drained before Fulu.
  bool fulu_drops_eth1_bridge = false;

  /// Fork that rules `epoch`.
  Fork fork_at(std::uint64_t epoch) const;
  /// Fork of a serialized state of `epoch`: the one that rules the epoch, but phase0 where the
  /// state's own version still says so, as before the upgrade at Altair's first slot.
  Fork fork_of_state(ByteSpan state, std::uint64_t epoch) const;
  /// The limit of blobs that rules a block of `epoch` under the rules of `fork`, and the epoch that
  /// it counts from (`get_blob_parameters`; before Fulu that epoch means nothing).
  BlobLimit blob_parameters_at(std::uint64_t epoch, Fork fork) const;
  /// Blobs that a block of `epoch` may hold under the rules of `fork`.
  std::uint64_t max_blobs_at(std::uint64_t epoch, Fork fork) const {
    return blob_parameters_at(epoch, fork).max_blobs;
  }
};

/// Reads a configuration from key and value texts. Keys that the replay has no use for are ignored;
/// a missing key keeps mainnet's value, but the fork versions must be there. Preset values among
/// the keys must equal the compiled ones: a chain with other sizes is refused by name.
Expected<ChainConfig> parse_chain_config(const std::map<std::string, std::string>& values,
                                         std::vector<BlobLimit> blob_schedule);

/// A name whose values differ between two configurations, with both.
struct ConfigDifference {
  std::string name, first, second;
};

/// The first name that two configurations give different values, as far as the replay depends on
/// it (forks, preset, churn, limits, blob schedule; the deposit contract where both name it);
/// nothing if there is none.
std::optional<ConfigDifference> first_difference(const ChainConfig& first,
                                                 const ChainConfig& second);

}  // namespace apsis
