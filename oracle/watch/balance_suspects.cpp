// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/watch/balance_suspects.hpp"

#include <array>

#include "core/hex.hpp"
#include "core/units.hpp"
#include "oracle/balances/minipool_user_share.hpp"

namespace apsis {

namespace {

const int256 gwei{1'000'000'000};
/// No validator's balance is believed to be further off than this.
const int256 max_balance_gwei{int256(4'096) * 1'000'000'000};

std::string with_sign(const int256& change) {
  return (change > 0 ? "+" : "") + change.str();
}

/// Collects reasons up to the limit.
class Suspects {
 public:
  Suspects(const int256& total, const int256& staking) : total_(total), staking_(staking) {}

  /// An amount that is part of the total (and of what stakes), left out or counted twice.
  void amount(const std::string& term, const std::string& subject, const int256& in_total,
              const int256& in_staking) {
    if (in_total == 0) return;
    if (total_ == -in_total && staking_ == -in_staking)
      add({term, subject, with_sign(total_), "they leave it out"});
    else if (total_ == in_total && staking_ == in_staking)
      add({term, subject, with_sign(total_), "they count it twice"});
  }
  void add(DifferenceReason reason) {
    if (!is_full()) found_.push_back(std::move(reason));
  }
  bool is_full() const { return found_.size() >= max_difference_reasons; }
  std::vector<DifferenceReason> take() { return std::move(found_); }

 private:
  const int256& total_;
  const int256& staking_;
  std::vector<DifferenceReason> found_;
};

void whole_terms(Suspects& suspects, const BalanceTerms& terms) {
  suspects.amount("deposit_pool", "", terms.deposit_pool, 0);
  suspects.amount("node_credit", "", -terms.node_credit, 0);
  suspects.amount("minipools", "", terms.minipools, terms.minipools_staking);
  suspects.amount("megapools", "", terms.megapools, terms.megapools_staking);
  suspects.amount("distributors", "", terms.distributors, 0);
  suspects.amount("smoothing_pool", "", terms.smoothing_pool, 0);
  suspects.amount("reth_contract", "", terms.reth_contract, 0);
}

/// What users get of a minipool whose whole balance is `balance`; as minipool_user_share, without
/// the contract's answer, which is for another balance.
int256 share_of(const Minipool& minipool, const int256& balance) {
  return balance > 0 ? int256(delegate_user_share(minipool, uint256(balance))) : int256(0);
}

/// The change of a validator's balance in gwei that changes the users' share by exactly `total`.
/// The share grows with the balance, so that the place is found by halving.
std::optional<int256> balance_change(const MinipoolBalance& item, const int256& total) {
  const Minipool& minipool = *item.minipool;
  const int256 share_now = share_of(minipool, item.whole_balance);
  int256 low = total < 0 ? int256(-max_balance_gwei) : int256(0);
  int256 high = total < 0 ? int256(0) : max_balance_gwei;
  while (low < high) {
    const int256 sum = low + high;
    const int256 middle = sum < 0 ? int256((sum - 1) / 2) : int256(sum / 2);
    if (share_of(minipool, item.whole_balance + middle * gwei) - share_now < total)
      low = middle + 1;
    else
      high = middle;
  }
  const int256 found = share_of(minipool, item.whole_balance + low * gwei) - share_now;
  if (found != total || low == 0) return std::nullopt;
  return low;
}

void minipool_validators(Suspects& suspects, const NetworkBalances& ours, const int256& total,
                         const int256& staking) {
  for (const MinipoolBalance& item : ours.minipools) {
    if (suspects.is_full()) return;
    if (item.reason != MinipoolCase::shared ||
        item.minipool->funds->delegate_version != known_delegate_version)
      continue;
    if (staking != (item.is_staking ? total : int256(0))) continue;
    const std::optional<int256> change = balance_change(item, total);
    if (!change) continue;
    suspects.add(
        {"minipools", to_hex(item.minipool->address), with_sign(*change * gwei),
         "they see the beacon balance of its validator " + with_sign(*change) + " gwei off ours"});
  }
}

/// rETH holders' part of rewards that may be negative, as megapool_balance has it.
std::optional<int256> reth_rewards(const Megapool& megapool, const int256& rewards) {
  if (rewards > 0) {
    const Expected<uint256> share = megapool_reth_rewards(megapool, uint256(rewards));
    if (!share) return std::nullopt;
    return int256(*share);
  }
  const int256 beyond_bond = rewards + int256(megapool.node_bond);
  return beyond_bond < 0 ? beyond_bond : int256(0);
}

/// A changed balance of a staking validator changes what stakes by as much, and the total by rETH
/// holders' part of it.
void megapool_validators(Suspects& suspects, const NetworkBalances& ours, const int256& total,
                         const int256& staking) {
  if (staking == 0 || staking % gwei != 0) return;
  for (const MegapoolBalance& item : ours.megapools) {
    if (suspects.is_full()) return;
    const auto share = reth_rewards(*item.megapool, item.rewards + staking);
    if (!share || *share - item.reth_rewards != total) continue;
    suspects.add({"megapools", to_hex(item.megapool->address), with_sign(staking),
                  "they see the beacon balance of one of its validators " +
                      with_sign(staking / gwei) + " gwei off ours"});
  }
}

void items(Suspects& suspects, const NetworkBalances& ours) {
  for (const MinipoolBalance& item : ours.minipools)
    suspects.amount("minipools", to_hex(item.minipool->address), item.user_balance,
                    item.is_staking ? item.user_balance : int256(0));
  for (const MegapoolBalance& item : ours.megapools)
    suspects.amount("megapools", to_hex(item.megapool->address), item.user_balance(), item.staking);
  for (const NodeBalance& item : ours.nodes) {
    suspects.amount("distributors", to_hex(item.node->address), int256(item.distributor_share), 0);
    suspects.amount("node_credit", to_hex(item.node->address), -int256(item.deposit_credit), 0);
  }
}

}  // namespace

std::vector<DifferenceReason> balance_suspects(const NetworkBalances& ours, const int256& total,
                                               const int256& staking) {
  Suspects out(total, staking);
  whole_terms(out, ours.terms);
  minipool_validators(out, ours, total, staking);
  megapool_validators(out, ours, total, staking);
  items(out, ours);
  return out.take();
}

}  // namespace apsis
