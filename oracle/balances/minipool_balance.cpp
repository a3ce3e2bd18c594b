// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/balances/minipool_balance.hpp"

#include "core/ether.hpp"
#include "oracle/balances/minipool_user_share.hpp"
#include "oracle/balances/reference_float.hpp"

namespace apsis {

namespace {

constexpr std::uint64_t early_delegate_version = 2;

/// Of a deposit of the old full kind 16 ETH wait in the queue to go back to the node.
const int256 queued_refund{uint256(one_eth * 16u)};

MinipoolCase case_of(const Minipool& minipool, std::uint64_t epoch) {
  const MinipoolFunds& funds = *minipool.funds;
  if (funds.vacant) return MinipoolCase::vacant;
  if (minipool.status == MinipoolStatus::dissolved) return MinipoolCase::dissolved;
  if (minipool.status == MinipoolStatus::initialized ||
      minipool.status == MinipoolStatus::prelaunch)
    return MinipoolCase::not_started;
  if (funds.deposit_type == DepositType::variable &&
      funds.delegate_version == early_delegate_version)
    return MinipoolCase::early_variable;
  if (!minipool.beacon || minipool.beacon->activation_epoch >= epoch)
    return MinipoolCase::not_active;
  return MinipoolCase::shared;
}

int256 whole_balance(const Minipool& minipool) {
  const std::uint64_t gwei = minipool.beacon ? *minipool.beacon->balance_gwei : 0;
  return reference_gwei_to_wei(gwei) + int256(minipool.funds->balance) -
         int256(minipool.funds->refund);
}

}  // namespace

Expected<MinipoolBalance> minipool_balance(const Minipool& minipool, std::uint64_t epoch) {
  MinipoolBalance out{.minipool = &minipool, .reason = case_of(minipool, epoch)};
  switch (out.reason) {
    case MinipoolCase::vacant:
    case MinipoolCase::dissolved:
      return out;
    case MinipoolCase::not_started:
    case MinipoolCase::not_active:
      out.user_balance = int256(minipool.user_deposit);
      return out;
    case MinipoolCase::early_variable:
      out.whole_balance = whole_balance(minipool);
      out.user_balance = out.whole_balance - int256(minipool.bond);
      out.is_staking = minipool.beacon && minipool.beacon->activation_epoch < epoch &&
                       minipool.beacon->exit_epoch > epoch;
      return out;
    case MinipoolCase::shared:
      break;
  }
  out.whole_balance = whole_balance(minipool);
  const Expected<uint256> share = minipool_user_share(minipool, out.whole_balance);
  if (!share) return std::unexpected(share.error());
  out.user_balance = int256(*share);
  if (minipool.user_deposit == 0 && minipool.funds->deposit_type == DepositType::full)
    out.user_balance -= queued_refund;
  out.is_staking = minipool.beacon->exit_epoch > epoch;
  return out;
}

}  // namespace apsis
