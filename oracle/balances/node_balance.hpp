// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// What a node itself adds to, or takes from, the total; amounts in wei.
struct NodeBalance {
  const Node* node = nullptr;
  uint256 deposit_credit{};         ///< taken off: it is in the deposit pool for the node
  std::uint64_t fee_minipools = 0;  ///< staking ones that were not finalised
  uint256 average_fee{};            ///< of those, part of 10^18
  uint256 distributor_share{};      ///< users' part of the fee distributor
};

/// The terms of one node, which has funds and outlives the result.
NodeBalance node_balance(const Node& node);

}  // namespace apsis
