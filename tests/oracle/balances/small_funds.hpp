// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ether.hpp"
#include "oracle/state/network_snapshot.hpp"

namespace apsis::test {

/// An active validator with a balance.
inline BeaconValidator active_validator(std::uint64_t balance_gwei) {
  BeaconValidator out;
  out.index = 5;
  out.status = ValidatorStatus::active_ongoing;
  out.activation_epoch = 10;
  out.balance_gwei = balance_gwei;
  return out;
}

/// A staking minipool of 8 ETH bond and 24 borrowed, 14 % commission, that earned 1 ETH.
inline Minipool small_minipool() {
  Minipool out;
  out.status = MinipoolStatus::staking;
  out.node_fee = one_eth * 14u / 100u;
  out.bond = one_eth * 8u;
  out.user_deposit = one_eth * 24u;
  out.beacon = active_validator(33'000'000'000u);
  out.funds = MinipoolFunds{};
  out.funds->deposit_type = DepositType::variable;
  out.funds->delegate_version = 3;
  return out;
}

/// A megapool of one staked validator with 4 ETH bond that earned 1 ETH.
inline Megapool small_megapool() {
  Megapool out;
  out.node_bond = one_eth * 4u;
  out.user_capital = one_eth * 28u;
  out.active_validators = 1;
  out.funds = MegapoolFunds{};
  out.funds->last_distribution_time = 1000;
  out.funds->split = MegapoolSplit{one_eth / 8u, one_eth * 9u / 100u, 0, one_eth * 86u / 100u};
  MegapoolValidator validator;
  validator.staked = true;
  validator.requested_value_milli_eth = 32'000;
  validator.deposit_value_milli_eth = 31'000;
  validator.beacon = active_validator(33'000'000'000u);
  out.validators.push_back(validator);
  return out;
}

/// Wei of a number of thousandths of ETH.
inline int256 milli(std::int64_t amount) {
  return int256(milli_eth) * amount;
}

/// A network of one node with that minipool and that megapool, 50 rETH, and some ETH elsewhere.
inline NetworkSnapshot small_network() {
  NetworkSnapshot out;
  out.clock.genesis_time = 1000;
  out.interval.consensus_end_slot = 3200;
  out.interval.execution_end_block = 77;
  out.funds = NetworkFunds{};
  out.funds->deposit_pool_user_balance = milli(-2'000);
  out.funds->reth_contract_balance = one_eth;
  out.funds->reth_supply = one_eth * 50u;
  out.funds->reduced_bond = one_eth * 4u;
  out.funds->head_exchange_rate = one_eth;
  out.funds->max_rate_change = one_eth;
  Node node;
  node.funds = NodeFunds{one_eth / 2u, one_eth * 8u, one_eth * 4u};
  node.minipools.push_back(small_minipool());
  node.megapool = small_megapool();
  out.nodes.push_back(node);
  return out;
}

}  // namespace apsis::test
