// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/consensus/case_config.hpp"

#include <type_traits>

#include "core/check.hpp"
#include "indexer/chain_config_of.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/source/networks.hpp"

namespace apsis {
namespace {

ChainConfig minimal_config() {
  ChainConfig config;
  config.config_name = "minimal";
  config.preset = PresetName::minimal;
  config.slot_duration_ms = 6000;
  config.shard_committee_period = 64;
  config.min_per_epoch_churn_limit = 2;
  config.churn_limit_quotient = 32;
  config.max_per_epoch_activation_churn_limit = 4;
  config.min_per_epoch_churn_limit_electra_gwei = 64'000'000'000;
  config.max_per_epoch_activation_exit_churn_limit_gwei = 128'000'000'000;
  return config;
}

ChainConfig mainnet_config() {
  ChainConfig config;  // the defaults are mainnet's
  config.config_name = "mainnet";
  config.blob_schedule = {{412672, 15}, {419072, 21}};
  return config;
}

/// The presets' own configurations are the specs'; Gnosis Chain's is its network's.
template <class P>
ChainConfig preset_config() {
  if constexpr (std::is_same_v<P, MainnetPreset>) return mainnet_config();
  if constexpr (std::is_same_v<P, MinimalPreset>) return minimal_config();
  const auto network = built_in_network(P::name);
  CHECK(network.has_value());
  const auto config = chain_config_of(network->spec);
  CHECK(config.has_value());
  return *config;
}

}  // namespace

template <class P>
ChainConfig case_config(Fork fork) {
  ChainConfig config = preset_config<P>();
  config.fulu_drops_eth1_bridge = true;
  for (std::size_t i = 0; i < fork_count; ++i) {
    if constexpr (!std::is_same_v<P, GnosisPreset>) {
      const std::uint8_t last = std::is_same_v<P, MinimalPreset> ? 1 : 0;
      config.forks[i].version = {static_cast<std::uint8_t>(i), 0, 0, last};
    }
    config.forks[i].epoch = i <= static_cast<std::size_t>(fork) ? 0 : ~std::uint64_t{0};
  }
  return config;
}

template <class P>
ChainConfig transition_config(Fork post_fork, std::uint64_t fork_epoch) {
  ChainConfig config = case_config<P>(post_fork);
  config.forks[static_cast<std::size_t>(post_fork)].epoch = fork_epoch;
  return config;
}

template ChainConfig case_config<MainnetPreset>(Fork);
template ChainConfig case_config<MinimalPreset>(Fork);
template ChainConfig case_config<GnosisPreset>(Fork);
template ChainConfig transition_config<MainnetPreset>(Fork, std::uint64_t);
template ChainConfig transition_config<MinimalPreset>(Fork, std::uint64_t);
template ChainConfig transition_config<GnosisPreset>(Fork, std::uint64_t);

}  // namespace apsis
