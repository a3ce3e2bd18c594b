// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/error.hpp"
#include "oracle/balances/balances_submission.hpp"
#include "oracle/balances/megapool_balance.hpp"
#include "oracle/balances/minipool_balance.hpp"
#include "oracle/balances/node_balance.hpp"
#include "oracle/balances/rate_clamp.hpp"
#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// The sums that the rETH rate is made of; amounts in wei.
struct BalanceTerms {
  int256 deposit_pool{};
  int256 node_credit{};  ///< taken off
  int256 minipools{};
  int256 minipools_staking{};
  int256 megapools{};
  int256 megapools_staking{};
  int256 distributors{};
  int256 smoothing_pool{};
  int256 reth_contract{};
  int256 reth_supply{};

  int256 total() const {
    return deposit_pool - node_credit + minipools + megapools + distributors + smoothing_pool +
           reth_contract;
  }
  int256 staking() const { return minipools_staking + megapools_staking; }
};

/// The terms with everything that they are sums of, in the snapshot's order.
struct NetworkBalances {
  BalanceTerms terms;
  std::vector<NodeBalance> nodes{};
  std::vector<MinipoolBalance> minipools{};
  std::vector<MegapoolBalance> megapools{};  ///< those with validators
};

/// Everything that a member computes at one target.
struct BalancesResult {
  NetworkBalances balances;
  ClampedRate rate;
  BalancesSubmission submission;
};

/// All terms. `smoothing_pool_share` comes from the ruleset's approximation. `usage` if the
/// snapshot has no funds, else errors of the terms. The snapshot outlives the result.
Expected<NetworkBalances> network_balances(const NetworkSnapshot& snapshot,
                                           const int256& smoothing_pool_share);
Expected<NetworkBalances> network_balances(NetworkSnapshot&&, const int256&) = delete;

/// The terms and what is submitted of them. The snapshot outlives the result.
Expected<BalancesResult> compute_balances(const NetworkSnapshot& snapshot,
                                          const int256& smoothing_pool_share);
Expected<BalancesResult> compute_balances(NetworkSnapshot&&, const int256&) = delete;

}  // namespace apsis
