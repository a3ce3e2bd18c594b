// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oracle/interval/rewards_amounts.hpp"
#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// Who gets how much, node by node and network by network, while an interval is computed.
class RewardLedger {
 public:
  /// The snapshot outlives the ledger.
  explicit RewardLedger(const NetworkSnapshot& snapshot) : snapshot_(&snapshot) {}

  /// Each makes an entry, also for 0. `reports_network`: a node whose reward network is not
  /// enabled, and that has no entry yet, is noted (it is paid on network 0).
  void add_collateral(const Node& node, const uint256& rpl, bool reports_network);
  void add_oracle_dao(const Node& node, const uint256& rpl);
  void add_smoothing_pool(const Node& node, const uint256& eth);
  void add_voter_share(const Node& node, const uint256& eth);

  const NodeAmountsByAddress& nodes() const { return nodes_; }
  const NetworkAmountsById& networks() const { return networks_; }
  const std::map<Bytes20, std::uint64_t>& invalid_network_nodes() const {
    return invalid_network_nodes_;
  }

 private:
  NodeAmounts& entry(const Node& node, bool reports_network);

  const NetworkSnapshot* snapshot_;
  NodeAmountsByAddress nodes_;
  NetworkAmountsById networks_;
  std::map<Bytes20, std::uint64_t> invalid_network_nodes_;
};

}  // namespace apsis
