// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "core/bytes.hpp"
#include "core/uint256.hpp"

namespace apsis {

/// What one interval distributes, in wei; the names follow `totalRewards` of the rewards files.
struct RewardsTotals {
  uint256 protocol_dao_rpl;
  uint256 collateral_rpl;
  uint256 oracle_dao_rpl;
  uint256 smoothing_pool_eth;
  uint256 pool_staker_eth;
  uint256 node_operator_eth;
  uint256 node_weight;
  uint256 voter_share_eth;  ///< v11: paid to voters, from the pool and from megapools
  uint256 smoothing_pool_voter_share_eth;  ///< v11: the part of it that the pool gave
  uint256 pdao_share_eth;                  ///< v11: for the treasury
};

/// What one node gets, in wei.
struct NodeAmounts {
  std::uint64_t network = 0;  ///< reward network it is paid on
  uint256 collateral_rpl;
  uint256 oracle_dao_rpl;
  uint256 smoothing_pool_eth;
  uint256 voter_share_eth;
};

/// What the nodes of one reward network get together, in wei.
struct NetworkAmounts {
  uint256 collateral_rpl;
  uint256 oracle_dao_rpl;
  uint256 smoothing_pool_eth;  ///< v11: with the voters' shares
};

/// Nodes by address; the order is that of the published files.
using NodeAmountsByAddress = std::map<Bytes20, NodeAmounts>;
/// Networks by id.
using NetworkAmountsById = std::map<std::uint64_t, NetworkAmounts>;

}  // namespace apsis
