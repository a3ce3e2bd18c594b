// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/balances/minipool_user_share.hpp"

#include "core/ether.hpp"
#include "core/hex.hpp"

namespace apsis {

namespace {

/// A balance below this is taken for skimmed rewards alone.
const uint256 rewards_below = one_eth * 8u;

/// The node's part of rewards: its part of the capital, and commission on the rest.
uint256 node_rewards(const Minipool& minipool, const uint256& rewards, const uint256& node_capital,
                     const uint256& capital) {
  const uint256 own = capital == 0 ? uint256(0) : mul_div(rewards, node_capital, capital);
  return own + mul_div(rewards - own, minipool.node_fee, one_eth);
}

}  // namespace

uint256 delegate_user_share(const Minipool& minipool, const uint256& balance) {
  const uint256& user_capital = minipool.user_deposit;
  const uint256& node_capital = minipool.bond;
  const uint256 capital = user_capital + node_capital;
  if (balance < rewards_below)
    return balance - node_rewards(minipool, balance, node_capital, capital);
  uint256 node = 0;
  if (balance > capital)
    node = node_capital + node_rewards(minipool, balance - capital, node_capital, capital);
  else if (balance > user_capital)
    node = balance - user_capital;
  node -= mul_div(node, minipool.funds->penalty_rate, one_eth);
  return balance - node;
}

Expected<uint256> minipool_user_share(const Minipool& minipool, const int256& balance) {
  if (balance <= 0) return uint256(0);
  const std::optional<uint256>& answer = minipool.funds->user_share;
  const std::string place = "minipool " + to_hex(minipool.address);
  if (minipool.funds->delegate_version != known_delegate_version) {
    if (answer) return *answer;
    return fail(ErrorKind::invalid,
                "delegate version " + std::to_string(minipool.funds->delegate_version) +
                    " is not known and the snapshot has no user_share",
                place, "take the snapshot with the contract's calculateUserShare");
  }
  const uint256 computed = delegate_user_share(minipool, uint256(balance));
  if (answer && *answer != computed)
    return fail(ErrorKind::mismatch,
                "calculateUserShare answered " + to_decimal(*answer) + ", computed is " +
                    to_decimal(computed),
                place, "do not vote: find out which of the two is wrong");
  return computed;
}

}  // namespace apsis
