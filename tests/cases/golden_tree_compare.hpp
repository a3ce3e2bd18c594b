// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "oracle/interval/interval_rewards.hpp"
#include "oracle/tree/rewards_file.hpp"

namespace apsis {

/// What differs between a computed interval and `expected` of its golden case, a line each.
std::vector<std::string> golden_tree_differences(const nlohmann::json& expected,
                                                 const IntervalResult& result,
                                                 const RewardsFile& file);

/// Where a computed interval loses or makes a wei, a line each: what was there against what is
/// given away, in RPL and ETH, and the entries against the totals.
std::vector<std::string> conservation_breaches(const NetworkSnapshot& snapshot,
                                               const Ruleset& ruleset, const IntervalResult& result,
                                               const RewardsFile& file);

}  // namespace apsis
