// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/error.hpp"
#include "oracle/interval/pool_nodes.hpp"

namespace apsis {

/// Gives each eligible minipool with a small bond its consensus bonus (RPIP-62): the boosted
/// commission's surplus over its fee, on the income that was withdrawn. Returns the sum, unscaled.
uint256 grant_bonuses(const NetworkSnapshot& snapshot, std::vector<PoolNode>& nodes);

/// Scales all bonuses down to what is there; returns the factor, of 10^18.
uint256 scale_bonuses(std::vector<PoolNode>& nodes, const uint256& available, const uint256& total);

}  // namespace apsis
