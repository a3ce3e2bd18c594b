// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "oracle/balances/network_balances.hpp"
#include "oracle/watch/vote_values.hpp"

namespace apsis {

/// Most reasons that one difference is given.
inline constexpr std::size_t max_difference_reasons = 8;

/// Something that alone would make another member's vote out of ours.
struct DifferenceReason {
  std::string term;     ///< the term or value that differs, as `minipools` or `rplPrice`
  std::string subject;  ///< the minipool, megapool or node; empty: the whole term
  std::string change;   ///< theirs - ours in what differs, with its sign; empty: no number
  std::string text;     ///< the reason for people
};

/// What could explain that a member voted for `theirs` and not for ours at the same block: another
/// supply or slot, a term left out, one item, or one validator whose beacon balance they see
/// otherwise, found by computing what that would have changed, to the wei. Where nothing alone
/// does, the terms in which the difference must lie. Empty if nothing differs.
std::vector<DifferenceReason> explain_balances_difference(const BalancesResult& ours,
                                                          const BalancesSubmission& theirs);
/// The same for a price, where ours is of a known tick.
std::vector<DifferenceReason> explain_price_difference(std::int32_t tick, const PriceVote& ours,
                                                       const PriceVote& theirs);
/// The values that differ, one by one; for rewards, where only trees can tell more.
std::vector<DifferenceReason> value_differences(const VoteValues& ours, const VoteValues& theirs);

}  // namespace apsis
