// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "core/bytes.hpp"
#include "core/error.hpp"

namespace apsis {

/// What a preset says about committees.
struct CommitteeRules {
  std::uint64_t slots_per_epoch = 32;
  std::uint64_t shuffle_rounds = 90;
  std::uint64_t target_committee_size = 128;
  std::uint64_t max_committees_per_slot = 64;
};

/// Rules of a preset by its name; `usage` for one that is not known.
Expected<CommitteeRules> committee_rules(std::string_view preset);

/// Slot within the epoch (from 0) in which the active validator of rank `rank` (by index, from 0)
/// attests, among `active` validators shuffled with `seed` (consensus specs,
/// `get_beacon_committee`). `rank` < `active`.
std::uint64_t committee_slot(std::uint64_t rank, std::uint64_t active, const Bytes32& seed,
                             const CommitteeRules& rules);

}  // namespace apsis
