// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/uint256.hpp"
#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// Effective RPL stake as before RPIP-30, in wei: nothing under the minimum collateral, capped at
/// 150 % of the bonded ETH, scaled for nodes younger than an interval. Ruleset 8.
uint256 effective_stake(const Node& node, const NetworkSnapshot& snapshot);

/// A node's collateral reward while weights replace effective stakes: in mainnet's six steps from
/// interval 18 on, a sixth more by weight each. Ruleset 8.
uint256 phased_in_reward(std::uint64_t index, const uint256& pot, const uint256& weight,
                         const uint256& total_weight, const uint256& stake,
                         const uint256& total_stake);

}  // namespace apsis
