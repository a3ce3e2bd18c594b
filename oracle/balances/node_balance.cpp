// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/balances/node_balance.hpp"

#include "core/ether.hpp"

namespace apsis {

NodeBalance node_balance(const Node& node) {
  NodeBalance out{.node = &node, .deposit_credit = node.funds->deposit_credit};
  uint256 fees = 0;
  for (const Minipool& minipool : node.minipools) {
    if (minipool.status != MinipoolStatus::staking || minipool.funds->finalised) continue;
    ++out.fee_minipools;
    fees += minipool.node_fee;
  }
  // The official client stores the share of a node without such minipools on a copy: it stays 0.
  if (out.fee_minipools == 0) return out;
  out.average_fee = fees / out.fee_minipools;
  const uint256& balance = node.funds->distributor_balance;
  const uint256 node_part = mul_div(balance, one_eth, node.funds->collateral_ratio);
  const uint256 commission = mul_div(balance - node_part, out.average_fee, one_eth);
  out.distributor_share = balance - node_part - commission;
  return out;
}

}  // namespace apsis
