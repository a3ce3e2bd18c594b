// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "oracle/interval/interval_rewards.hpp"
#include "oracle/tree/rewards_file.hpp"

namespace apsis {

/// Rewards file of a computed interval, with its Merkle root and proofs. `invalid` when nobody is
/// rewarded.
Expected<RewardsFile> build_rewards_file(const NetworkSnapshot& snapshot, const Ruleset& ruleset,
                                         const IntervalResult& result);

/// The file's JSON as oracle nodes publish it: compact, fields in the official order of its
/// ruleset (8 to 11), nodes by address.
std::string write_rewards_file(const RewardsFile& file);

}  // namespace apsis
