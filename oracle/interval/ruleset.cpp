// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/interval/ruleset.hpp"

namespace apsis {

namespace {

/// Ruleset 11 pays bonuses for this many intervals of a network after its fourth one.
constexpr std::uint64_t mainnet_bonus_intervals = 46;
constexpr std::uint64_t testnet_bonus_intervals = 140;
constexpr std::uint64_t bonus_interval_offset = 4;

constexpr std::uint64_t first_interval_by_pubkey_alone = 46;
constexpr std::uint64_t last_interval_by_pubkey_alone = 51;

}  // namespace

const Ruleset* find_ruleset(std::uint64_t number) {
  for (const Ruleset* ruleset : {&ruleset_v8, &ruleset_v9, &ruleset_v10, &ruleset_v11})
    if (ruleset->number == number) return ruleset;
  return nullptr;
}

bool pays_bonuses(const Ruleset& ruleset, std::string_view network, std::uint64_t index) {
  if (!ruleset.commission_boost) return false;
  if (!ruleset.megapools) return true;
  // An index below the offset wraps around and is not eligible, as on chain.
  const std::uint64_t counted = index - bonus_interval_offset;
  if (network == "mainnet") return counted < mainnet_bonus_intervals;
  if (network == "testnet") return counted < testnet_bonus_intervals;
  return true;
}

bool looks_up_by_pubkey_alone(std::string_view network, std::uint64_t index) {
  return network == "mainnet" && index >= first_interval_by_pubkey_alone &&
         index <= last_interval_by_pubkey_alone;
}

}  // namespace apsis
