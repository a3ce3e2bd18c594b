// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "core/uint256.hpp"

namespace apsis {

/// How a minipool's deposit was put together, as its contract names it.
enum class DepositType { none, full, half, empty, variable };

/// What a minipool's contract holds and owes; amounts in wei.
struct MinipoolFunds {
  uint256 balance;  ///< ETH on the contract
  uint256 refund;   ///< of that, what it owes its node before anything is shared
  DepositType deposit_type = DepositType::none;
  std::uint64_t delegate_version = 0;  ///< version() of the effective delegate
  bool vacant = false;
  bool finalised = false;
  uint256 penalty_rate;  ///< share of 10^18
  /// calculateUserShare(balance on the beacon chain + balance - refund); 0 where that is not
  /// positive. Nothing: not asked.
  std::optional<uint256> user_share;

  bool operator==(const MinipoolFunds&) const = default;
};

/// The withdrawal that emptied a validator after it left.
struct FinalWithdrawal {
  std::uint64_t slot = 0;
  std::uint64_t amount_gwei = 0;

  bool operator==(const FinalWithdrawal&) const = default;
};

/// How a megapool's rewards are split: averages since it was distributed last, parts of 10^18.
struct MegapoolSplit {
  uint256 capital_ratio;  ///< the node's bond in all capital
  uint256 voter_share;
  uint256 protocol_dao_share;
  uint256 reth_share;

  bool operator==(const MegapoolSplit&) const = default;
};

/// One answer of calculateRewards, to check the split with.
struct MegapoolSplitSample {
  uint256 rewards;
  uint256 reth_rewards;

  bool operator==(const MegapoolSplitSample&) const = default;
};

/// What a megapool's contract holds; amounts in wei.
struct MegapoolFunds {
  int256 pending_rewards;                    ///< balance - refund - assigned value
  std::uint64_t last_distribution_time = 0;  ///< 0: never
  std::optional<MegapoolSplit> split;        ///< nothing: not asked
  std::optional<MegapoolSplitSample> split_sample;

  bool operator==(const MegapoolFunds&) const = default;
};

/// What the contracts hold for a node; amounts in wei.
struct NodeFunds {
  uint256 deposit_credit;
  uint256 distributor_balance;
  uint256 collateral_ratio;  ///< getNodeETHCollateralisationRatio, never 0

  bool operator==(const NodeFunds&) const = default;
};

/// What the network's own contracts hold; amounts in wei.
struct NetworkFunds {
  int256 deposit_pool_user_balance;  ///< getUserBalance; may be negative
  uint256 reth_contract_balance;     ///< ETH on the rETH token
  uint256 reth_supply;
  uint256 reduced_bond;        ///< the bond of a megapool's later validators
  uint256 head_exchange_rate;  ///< getExchangeRate at the chain's head, not at the snapshot
  uint256 max_rate_change;     ///< getMaxRethDelta at the head, parts of 10^18
  /// Part of the smoothing pool that belongs to rETH, if it is known already.
  std::optional<int256> smoothing_pool_share;

  bool operator==(const NetworkFunds&) const = default;
};

}  // namespace apsis
