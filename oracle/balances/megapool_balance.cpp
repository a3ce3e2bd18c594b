// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/balances/megapool_balance.hpp"

#include "core/ether.hpp"
#include "core/hex.hpp"

namespace apsis {

namespace {

uint256 split_rewards(const MegapoolSplit& split, const uint256& rewards) {
  const uint256 borrowed = rewards - mul_div(rewards, split.capital_ratio, one_eth);
  return mul_div(borrowed, split.reth_share, one_eth);
}

/// A split that a sample of the contract's own answers contradicts must not be used at all.
Expected<void> check_sample(const Megapool& megapool) {
  const MegapoolFunds& funds = *megapool.funds;
  if (!funds.split_sample) return {};
  uint256 computed = 0;
  if (funds.last_distribution_time != 0 && funds.split)
    computed = split_rewards(*funds.split, funds.split_sample->rewards);
  if (computed == funds.split_sample->reth_rewards) return {};
  return fail(ErrorKind::mismatch,
              "calculateRewards(" + to_decimal(funds.split_sample->rewards) + ") answered " +
                  to_decimal(funds.split_sample->reth_rewards) + " for rETH, computed is " +
                  to_decimal(computed),
              "megapool " + to_hex(megapool.address),
              "do not vote: find out which of the two is wrong");
}

}  // namespace

Expected<uint256> megapool_reth_rewards(const Megapool& megapool, const uint256& rewards) {
  const MegapoolFunds& funds = *megapool.funds;
  if (const Expected<void> checked = check_sample(megapool); !checked)
    return std::unexpected(checked.error());
  // Before the first distribution there is no time to average over: all goes to the node.
  if (funds.last_distribution_time == 0) return uint256(0);
  if (!funds.split)
    return fail(ErrorKind::invalid, "has rewards, but the snapshot has no split for them",
                "megapool " + to_hex(megapool.address), "take the snapshot with its split");
  return split_rewards(*funds.split, rewards);
}

Expected<MegapoolBalance> megapool_balance(const Megapool& megapool, std::uint64_t epoch,
                                           std::uint64_t slots_per_epoch,
                                           const uint256& reduced_bond) {
  MegapoolBalance out{.megapool = &megapool};
  out.validators.reserve(megapool.validators.size());
  for (const MegapoolValidator& validator : megapool.validators) {
    Expected<MegapoolValidatorBalance> part =
        megapool_validator_balance(validator, epoch, slots_per_epoch, reduced_bond);
    if (!part) return std::unexpected(within("megapool " + to_hex(megapool.address), part.error()));
    out.beacon_balance += part->balance;
    out.withdrawn += part->withdrawn;
    out.staking += part->staking;
    out.validators.push_back(std::move(*part));
  }
  const int256 node_bond(megapool.node_bond);
  out.rewards = out.beacon_balance - int256(megapool.user_capital) - node_bond +
                megapool.funds->pending_rewards - out.withdrawn;
  if (out.rewards > 0) {
    const Expected<uint256> share = megapool_reth_rewards(megapool, uint256(out.rewards));
    if (!share) return std::unexpected(share.error());
    out.reth_rewards = int256(*share);
  } else if (out.rewards + node_bond < 0) {
    out.reth_rewards = out.rewards + node_bond;
  }
  return out;
}

}  // namespace apsis
