// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "oracle/balances/balances_submission.hpp"
#include "oracle/run/voting_state.hpp"
#include "oracle/submit/rewards_submission.hpp"

namespace apsis {

/// How often a rate's usual change may be exceeded, in standard deviations, before a vote stops.
inline constexpr std::uint64_t unusual_sigmas = 3;
/// Accepted rates that are needed to know what is usual, and that are looked at.
inline constexpr std::size_t least_rates = 5;
inline constexpr std::size_t most_rates = 31;

/// An accepted rate of rETH, in parts of 10^18, and the time of its slot.
struct KnownRate {
  std::uint64_t time = 0;
  uint256 rate;
};

/// What a vote would meet at its contract if it completed the quorum now.
struct GuardFinding {
  std::string text;         ///< as the contract would say
  bool is_passing = false;  ///< only time is missing: it may be sent, and tried again
};

/// The contract's own checks of balances at the time of the next block, in its order; the first
/// that refuses alone, as a transaction meets it. Empty if none does.
std::vector<GuardFinding> balances_guards(const VotingState& state,
                                          const BalancesSubmission& submission,
                                          std::uint64_t block_time);
/// The contract's own checks of a price and of rewards.
std::vector<GuardFinding> price_guards(const VotingState& state, std::uint64_t block);
std::vector<GuardFinding> rewards_guards(const VotingState& state,
                                         const RewardsSubmission& submission);

/// Why a new rate is unusual: its change since the last of `rates` (oldest first) is further from
/// the mean daily change than `unusual_sigmas` standard deviations (at least a tenth of the mean,
/// and 0.0002 % a day). Empty if it is usual, or if too few rates are known to say.
std::string unusual_rate(const std::vector<KnownRate>& rates, const KnownRate& next);

/// The terms of two totals side by side where they differ: "minipools +12 wei", for people.
std::vector<std::string> term_changes(const std::map<std::string, int256>& before,
                                      const std::map<std::string, int256>& now);

}  // namespace apsis
