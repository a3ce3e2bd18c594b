// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "oracle/tree/rewards_file.hpp"
#include "oracle/tree/rewards_tree.hpp"

namespace apsis::test {

/// Gives a file the root and the proofs that its entries have.
inline void seal(RewardsFile& file) {
  std::vector<Bytes32> leaves;
  for (const RewardsFileNode& node : file.nodes)
    leaves.push_back(rewards_leaf_hash(file.header.version, node.address, node.amounts));
  const auto tree = RewardsTree::build(leaves);
  file.merkle_root = tree->root();
  for (std::size_t i = 0; i < leaves.size(); ++i) file.nodes[i].proof = *tree->proof(leaves[i]);
}

/// A file of version 4 with two nodes that verifies.
inline RewardsFile good_rewards_file() {
  RewardsFile file;
  file.header = {4, 11, 52, "mainnet", "2026-07-30T05:36:23Z", "2026-08-27T05:36:11Z", 1, 9, 2, 8};
  file.intervals_passed = 1;
  file.nodes.resize(2);
  file.nodes[0].address = {1};
  file.nodes[0].amounts.collateral_rpl = 10;
  file.nodes[1].address = {2};
  file.nodes[1].amounts = {0, 20, 3, 40, 5};
  file.networks = {{0, {30, 3, 45}}};
  file.totals = {100, 30, 3, 100, 55, 40, 0, 5, 5, 0};
  seal(file);
  return file;
}

}  // namespace apsis::test
