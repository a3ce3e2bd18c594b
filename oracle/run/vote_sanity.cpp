// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/vote_sanity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/ether.hpp"

namespace apsis {

namespace {

using Findings = std::vector<GuardFinding>;

Findings refusal(std::string text, bool is_passing = false) {
  return {{std::move(text), is_passing}};
}

uint256 sum_of(const std::vector<uint256>& parts) {
  return std::accumulate(parts.begin(), parts.end(), uint256(0));
}

/// A change of the rate as a part of the rate, for one day. It decides nothing but whether a person
/// shall look, so that floating point is good enough.
double daily_change(const KnownRate& from, const KnownRate& to) {
  constexpr double day = 86'400;
  const double seconds = static_cast<double>(to.time) - static_cast<double>(from.time);
  const double before = from.rate.convert_to<double>();
  if (seconds <= 0 || before <= 0) return 0;
  return (to.rate.convert_to<double>() - before) / before * day / seconds;
}

}  // namespace

Findings balances_guards(const VotingState& state, const BalancesSubmission& submission,
                         std::uint64_t block_time) {
  if (!state.balances_enabled) return refusal("Submitting balances is currently disabled");
  if (submission.block > state.block.number)
    return refusal("Balances can not be submitted for a future block", true);
  if (submission.block < state.balances_block)
    return refusal("Network balances for a higher block are set");
  if (submission.total_eth < 0 || submission.staking_eth > submission.total_eth)
    return refusal("Invalid network balances");
  // Past consensus nothing is executed.
  if (submission.block == state.balances_block) return {};
  const std::uint64_t earliest = state.balances_time + state.balances_frequency * 95 / 100;
  if (block_time < earliest)
    return refusal(fmt::format("Not enough time has passed ({} s to go)", earliest - block_time),
                   true);
  if (state.total_eth == 0 || state.reth_supply == 0) return {};
  if (submission.reth_supply == 0) return refusal("division by zero: no supply of rETH");
  const uint256 last = mul_div(one_eth, state.total_eth, state.reth_supply);
  const uint256 next = mul_div(one_eth, uint256(submission.total_eth), submission.reth_supply);
  const uint256 change = next > last ? uint256(next - last) : uint256(last - next);
  const uint256 most = mul_div(last, state.max_rate_change, one_eth);
  if (change <= most) return {};
  return refusal(fmt::format("Change exceeds maximum (the rate changes by {} of at most {})",
                             change.str(), most.str()));
}

Findings price_guards(const VotingState& state, std::uint64_t block) {
  if (!state.prices_enabled) return refusal("Submitting prices is currently disabled");
  if (block > state.block.number)
    return refusal("Prices can not be submitted for a future block", true);
  if (block < state.prices_block) return refusal("Network prices for a higher block are set");
  return {};
}

Findings rewards_guards(const VotingState& state, const RewardsSubmission& submission) {
  if (!state.rewards_enabled) return refusal("Submitting rewards is currently disabled");
  if (submission.reward_index > state.reward_index)
    return refusal("Can only submit snapshot for periods up to next");
  if (submission.intervals_passed == 0) return refusal("Invalid number of intervals passed");
  if (submission.node_rpl.size() != submission.oracle_dao_rpl.size() ||
      submission.node_rpl.size() != submission.node_eth.size())
    return refusal("Invalid array length");
  const uint256 rpl =
      submission.treasury_rpl + sum_of(submission.oracle_dao_rpl) + sum_of(submission.node_rpl);
  if (rpl > state.pending_rpl)
    return refusal(
        fmt::format("Invalid RPL rewards ({} of {} wei)", rpl.str(), state.pending_rpl.str()));
  const uint256 eth = submission.treasury_eth + submission.user_eth + sum_of(submission.node_eth);
  if (eth > state.pending_eth + state.pending_voter_share)
    return refusal(fmt::format("Invalid ETH rewards ({} of {} wei)", eth.str(),
                               uint256(state.pending_eth + state.pending_voter_share).str()));
  if (submission.smoothing_pool_eth > state.pending_eth)
    return refusal("Invalid smoothing pool balance");
  return {};
}

std::string unusual_rate(const std::vector<KnownRate>& rates, const KnownRate& next) {
  if (rates.size() < least_rates) return "";
  std::vector<double> changes;
  for (std::size_t i = 1; i < rates.size(); ++i)
    changes.push_back(daily_change(rates[i - 1], rates[i]));
  const double count = static_cast<double>(changes.size());
  const double mean = std::accumulate(changes.begin(), changes.end(), 0.0) / count;
  double squares = 0;
  for (const double change : changes) squares += (change - mean) * (change - mean);
  constexpr double least_part_of_mean = 0.1, least_sigma = 2e-6;
  const double sigma =
      std::max({std::sqrt(squares / count), std::abs(mean) * least_part_of_mean, least_sigma});
  const double change = daily_change(rates.back(), next);
  if (std::abs(change - mean) <= static_cast<double>(unusual_sigmas) * sigma) return "";
  return fmt::format(
      "the rate changes by {:.6f} % a day; usual is {:.6f} % with a deviation of "
      "{:.6f} %",
      change * 100, mean * 100, sigma * 100);
}

std::vector<std::string> term_changes(const std::map<std::string, int256>& before,
                                      const std::map<std::string, int256>& now) {
  std::vector<std::string> out;
  for (const auto& [term, value] : now) {
    const auto old = before.find(term);
    const int256 change = old == before.end() ? value : int256(value - old->second);
    if (change != 0) out.push_back(term + (change > 0 ? " +" : " ") + change.str() + " wei");
  }
  return out;
}

}  // namespace apsis
