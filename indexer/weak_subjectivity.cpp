// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/weak_subjectivity.hpp"

#include <algorithm>

#include "core/endian.hpp"

namespace apsis {

namespace {

constexpr std::uint64_t gwei_per_eth = 1'000'000'000;
/// The same in every preset.
constexpr std::uint64_t max_effective_balance_eth = 32;
constexpr std::uint64_t max_deposits = 16;
/// `SAFETY_DECAY`: percent of the third that finality needs which may be lost.
constexpr std::uint64_t safety_decay = 10;

/// Places in a serialized Validator, which is alike in all forks.
constexpr std::size_t validator_bytes = 121;
constexpr std::size_t effective_balance_at = 80;
constexpr std::size_t activation_epoch_at = 97;
constexpr std::size_t exit_epoch_at = 105;

/// Up to Deneb: phase0/weak-subjectivity.md.
std::uint64_t churn_epochs(const ActiveSet& active, const ChainConfig& config,
                           std::uint64_t slots_per_epoch) {
  const std::uint64_t count = std::max<std::uint64_t>(active.validators, 1);
  const std::uint64_t average_eth = active.balance_gwei / count / gwei_per_eth;
  const std::uint64_t churn =
      std::max(config.min_per_epoch_churn_limit, count / config.churn_limit_quotient);
  const std::uint64_t top_ups = max_deposits * slots_per_epoch;
  const std::uint64_t low = max_effective_balance_eth * (200 + 3 * safety_decay);
  const std::uint64_t high = average_eth * (200 + 12 * safety_decay);
  if (low < high) {
    const std::uint64_t by_churn =
        count * (high - low) / (600 * churn * (2 * average_eth + max_effective_balance_eth));
    const std::uint64_t by_top_ups = count * (200 + 3 * safety_decay) / (600 * top_ups);
    return std::max(by_churn, by_top_ups);
  }
  return 3 * count * safety_decay * average_eth /
         (200 * top_ups * (max_effective_balance_eth - average_eth));
}

/// From Electra on: electra/weak-subjectivity.md.
std::uint64_t balance_churn_epochs(const ActiveSet& active, const ChainConfig& config) {
  std::uint64_t churn = std::max(config.min_per_epoch_churn_limit_electra_gwei,
                                 active.balance_gwei / config.churn_limit_quotient);
  churn = std::max(churn - churn % gwei_per_eth, gwei_per_eth);
  return safety_decay * active.balance_gwei / (2 * churn * 100);
}

}  // namespace

ActiveSet active_set_of(const SszView& state, std::uint64_t epoch) {
  ActiveSet out;
  const ByteSpan validators = state.field("validators").bytes();
  for (std::size_t at = 0; at + validator_bytes <= validators.size(); at += validator_bytes) {
    const std::uint8_t* validator = validators.data() + at;
    if (load_le<std::uint64_t>(validator + activation_epoch_at) > epoch) continue;
    if (load_le<std::uint64_t>(validator + exit_epoch_at) <= epoch) continue;
    ++out.validators;
    out.balance_gwei += load_le<std::uint64_t>(validator + effective_balance_at);
  }
  out.balance_gwei = std::max(out.balance_gwei, gwei_per_eth);
  return out;
}

std::uint64_t weak_subjectivity_epochs(const ActiveSet& active, const ChainConfig& config,
                                       Fork fork, std::uint64_t slots_per_epoch) {
  const std::uint64_t churn = fork >= Fork::electra ? balance_churn_epochs(active, config)
                                                    : churn_epochs(active, config, slots_per_epoch);
  return config.min_validator_withdrawability_delay + churn;
}

}  // namespace apsis
