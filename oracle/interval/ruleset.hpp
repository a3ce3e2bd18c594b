// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace apsis {

/// How the pool and the RPL of one interval are split: what tells one ruleset from another. The
/// parts in this folder ask these questions; none of them asks for a number.
struct Ruleset {
  std::uint64_t number;
  std::uint64_t file_version;     ///< version of its rewards file
  bool minimum_collateral;        ///< a node under the minimum RPL stake weighs nothing
  bool effective_stake_phase_in;  ///< weights replace effective stakes in six steps (RPIP-30)
  bool commission_boost;          ///< boosted commission and bonuses for small bonds (RPIP-62)
  bool megapools;                 ///< megapools, voters' and treasury's shares (Saturn)
  bool one_epoch_inclusion;       ///< a vote counts only within an epoch of its slot
  bool contract_times;            ///< files give the contract's times instead of slots' times
};

extern const Ruleset ruleset_v8;
extern const Ruleset ruleset_v9;
extern const Ruleset ruleset_v10;
extern const Ruleset ruleset_v11;

/// The ruleset with this number; null if it is not known.
const Ruleset* find_ruleset(std::uint64_t number);

/// Whether consensus bonuses are paid in this interval of this network.
bool pays_bonuses(const Ruleset& ruleset, std::string_view network, std::uint64_t index);

/// Whether megapool validators are looked up by public key alone, and whatever their flags: so it
/// was for mainnet's intervals 46 to 51.
bool looks_up_by_pubkey_alone(std::string_view network, std::uint64_t index);

}  // namespace apsis
