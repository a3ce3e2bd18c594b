// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/submit/vote_execution.hpp"

#include <algorithm>
#include <array>

#include "core/ether.hpp"
#include "oracle/chain/contract_function.hpp"

namespace apsis {

namespace {

struct ExecutedDuty {
  std::string_view contract;
  std::string_view vote;
  std::string_view execution;  ///< takes the same inputs
};

constexpr std::array<ExecutedDuty, 3> executed_duties = {{
    {"RocketNetworkBalances", "submitBalances", "executeUpdateBalances"},
    {"RocketNetworkPrices", "submitPrices", "executeUpdatePrices"},
    {"RocketRewardsPool", "submitRewardSnapshot", "executeRewardSnapshot"},
}};

}  // namespace

bool is_execution_due(const CountedVotes& counted) {
  if (counted.is_accepted || counted.members == 0 || counted.votes == 0) return false;
  return one_eth * counted.votes / counted.members >= counted.threshold;
}

std::optional<Submission> execution_of(const Submission& vote) {
  for (const ExecutedDuty& duty : executed_duties) {
    const Selector& voted = contract_function(duty.contract, duty.vote).selector;
    if (vote.calldata.size() < voted.size() ||
        !std::equal(voted.begin(), voted.end(), vote.calldata.begin()))
      continue;
    Submission out = vote;
    out.duty = "execute " + vote.duty;
    const Selector& executed = contract_function(duty.contract, duty.execution).selector;
    std::ranges::copy(executed, out.calldata.begin());
    // Anybody may execute; no flag of this member tells of it.
    out.any_vote_key.reset();
    out.same_vote_key.reset();
    return out;
  }
  return std::nullopt;
}

}  // namespace apsis
