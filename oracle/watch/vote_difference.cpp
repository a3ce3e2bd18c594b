// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/watch/vote_difference.hpp"

#include "oracle/price/rpl_twap.hpp"
#include "oracle/watch/balance_suspects.hpp"

namespace apsis {

namespace {

/// Ticks around ours that a member's price is looked for at.
constexpr std::int32_t ticks_around = 20;

std::string with_sign(const int256& change) {
  return (change > 0 ? "+" : "") + change.str();
}

/// A whole number of a vote; nothing for roots and lists.
std::optional<int256> number_of(const std::string& text) {
  const bool negative = text.starts_with('-');
  const auto size = uint256_from_decimal(std::string_view(text).substr(negative ? 1 : 0));
  if (!size || (*size >> 250) != 0) return std::nullopt;
  return negative ? int256(-int256(*size)) : int256(*size);
}

/// Where the difference must lie when no single item explains it.
DifferenceReason likely_terms(const int256& total, const int256& staking) {
  const std::string change = with_sign(total);
  if (staking == 0)
    return {"deposit_pool,node_credit,distributors,smoothing_pool,reth_contract,minipools", "",
            change, "nothing that stakes differs, and no single item explains the rest"};
  if (total == staking)
    return {"minipools", "", change,
            "total and staking differ by the same, as a minipool's balance would make them"};
  return {
      "megapools", "", change,
      "staking differs by " + with_sign(staking) + ", which is shared with nodes as in a megapool"};
}

}  // namespace

std::vector<DifferenceReason> explain_balances_difference(const BalancesResult& ours,
                                                          const BalancesSubmission& theirs) {
  const BalancesSubmission& own = ours.submission;
  std::vector<DifferenceReason> out;
  if (theirs.slot_timestamp != own.slot_timestamp)
    out.push_back({"slotTimestamp", "",
                   with_sign(int256(theirs.slot_timestamp) - int256(own.slot_timestamp)),
                   "they take another slot for the block's"});
  if (theirs.reth_supply != own.reth_supply)
    out.push_back({"reth_supply", "",
                   with_sign(int256(theirs.reth_supply) - int256(own.reth_supply)),
                   "they read another supply of rETH: another block, or another chain"});
  const int256 total = theirs.total_eth - own.total_eth;
  const int256 staking = theirs.staking_eth - own.staking_eth;
  if (total == 0 && staking == 0) return out;
  if (ours.rate.clamped() && theirs.total_eth == ours.balances.terms.total() && staking == 0) {
    out.push_back({"rate", "", with_sign(total), "they did not limit the change of the rate"});
    return out;
  }
  std::vector<DifferenceReason> suspects = balance_suspects(ours.balances, total, staking);
  if (suspects.empty()) suspects.push_back(likely_terms(total, staking));
  out.insert(out.end(), suspects.begin(), suspects.end());
  if (out.size() > max_difference_reasons) out.resize(max_difference_reasons);
  return out;
}

std::vector<DifferenceReason> explain_price_difference(std::int32_t tick, const PriceVote& ours,
                                                       const PriceVote& theirs) {
  std::vector<DifferenceReason> out;
  if (theirs.slot_timestamp != ours.slot_timestamp)
    out.push_back({"slotTimestamp", "",
                   with_sign(int256(theirs.slot_timestamp) - int256(ours.slot_timestamp)),
                   "they take another slot for the block's"});
  if (theirs.rpl_price == ours.rpl_price) return out;
  const int256 change = int256(theirs.rpl_price) - int256(ours.rpl_price);
  DifferenceReason reason{"rplPrice", "", with_sign(change),
                          "no tick near ours has this price: another pool, block or rounding"};
  for (std::int32_t other = tick - ticks_around; other <= tick + ticks_around; ++other)
    if (other >= 0 && price_of_tick(other) == theirs.rpl_price) {
      reason.term = "tick";
      reason.change = with_sign(other - tick);
      reason.text = "their average is tick " + std::to_string(other) + ", ours " +
                    std::to_string(tick) + ": another block, or rounded otherwise";
    }
  out.push_back(std::move(reason));
  return out;
}

std::vector<DifferenceReason> value_differences(const VoteValues& ours, const VoteValues& theirs) {
  std::vector<DifferenceReason> out;
  for (const VoteValue& value : ours) {
    const std::string text(vote_value(theirs, value.name));
    if (text == value.text) continue;
    const auto from = number_of(value.text), to = number_of(text);
    const std::string change = from && to ? with_sign(*to - *from) : "";
    out.push_back({value.name, "", change, "theirs is " + text + ", ours " + value.text});
  }
  return out;
}

}  // namespace apsis
