// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/interval/reward_ledger.hpp"

namespace apsis {

NodeAmounts& RewardLedger::entry(const Node& node, bool reports_network) {
  const auto [place, is_new] = nodes_.try_emplace(node.address);
  if (!is_new) return place->second;
  const std::uint64_t network = node.reward_network;
  const auto enabled = snapshot_->networks_enabled.find(network);
  if (network == 0 || (enabled != snapshot_->networks_enabled.end() && enabled->second))
    place->second.network = network;
  else if (reports_network)
    invalid_network_nodes_[node.address] = network;
  return place->second;
}

void RewardLedger::add_collateral(const Node& node, const uint256& rpl, bool reports_network) {
  NodeAmounts& amounts = entry(node, reports_network);
  amounts.collateral_rpl += rpl;
  networks_[amounts.network].collateral_rpl += rpl;
}

void RewardLedger::add_oracle_dao(const Node& node, const uint256& rpl) {
  NodeAmounts& amounts = entry(node, true);
  amounts.oracle_dao_rpl += rpl;
  networks_[amounts.network].oracle_dao_rpl += rpl;
}

void RewardLedger::add_smoothing_pool(const Node& node, const uint256& eth) {
  NodeAmounts& amounts = entry(node, true);
  amounts.smoothing_pool_eth += eth;
  networks_[amounts.network].smoothing_pool_eth += eth;
}

void RewardLedger::add_voter_share(const Node& node, const uint256& eth) {
  NodeAmounts& amounts = entry(node, true);
  amounts.voter_share_eth += eth;
  networks_[amounts.network].smoothing_pool_eth += eth;
}

}  // namespace apsis
