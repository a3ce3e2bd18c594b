// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oracle/explain/explain_node.hpp"
#include "oracle/interval/megapool_records.hpp"

namespace apsis {

/// What all explanations of an interval have in common.
struct ExplainContext {
  const NetworkSnapshot& snapshot;
  const Ruleset& ruleset;
  const IntervalResult& result;
  MegapoolRecords records;
  uint256 total_effective_stake;  ///< ruleset 8
  uint256 total_vote_rpl;         ///< ruleset 11
  std::uint64_t total_oracle_dao_seconds = 0;

  ExplainContext(const NetworkSnapshot& snapshot, const Ruleset& ruleset,
                 const IntervalResult& result);
};

/// Adds the terms of a node's RPL and returns its collateral and oracle DAO rewards.
NodeAmounts explain_rpl(const ExplainContext& context, const Node& node, std::vector<Term>& terms);

/// Adds the terms of a node's ETH and returns its smoothing pool and voters' shares.
NodeAmounts explain_pool(const ExplainContext& context, const PoolNode& node,
                         std::vector<Term>& terms);

}  // namespace apsis
