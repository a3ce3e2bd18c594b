// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/error.hpp"
#include "core/pg/connection.hpp"
#include "oracle/explain/explain_node.hpp"
#include "oracle/tree/rewards_file.hpp"

namespace apsis {

/// Stores an interval's tree in one transaction: tables tree_intervals, tree_nodes and tree_terms.
/// What was there for the same network, interval and ruleset is replaced.
Expected<void> store_tree(Connection& connection, const RewardsFile& file,
                          const std::vector<NodeExplanation>& nodes);

}  // namespace apsis
