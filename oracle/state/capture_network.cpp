// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "core/hex.hpp"
#include "oracle/state/capture_stages.hpp"

namespace apsis {

namespace {

AbiValue text(std::string_view name) {
  return AbiValue(std::string(name));
}

void ask_rewards(CapturePlan& plan, NetworkSnapshot& out) {
  plan.ask("RocketNetworkPrices", "getRPLPrice", {}, into(out.rpl.price));
  plan.ask("RocketRewardsPool", "getPendingRPLRewards", {}, into(out.rpl.pending_rewards));
  plan.ask("RocketRewardsPool", "getClaimingContractPerc", {text("rocketClaimNode")},
           into(out.rpl.node_share));
  plan.ask("RocketRewardsPool", "getClaimingContractPerc", {text("rocketClaimTrustedNode")},
           into(out.rpl.oracle_dao_share));
  plan.ask("RocketRewardsPool", "getClaimingContractPerc", {text("rocketClaimDAO")},
           into(out.rpl.protocol_dao_share));
  plan.ask("RocketRewardsPool", "getRewardIndex", {}, into(out.interval.index));
  plan.ask("RocketRewardsPool", "getClaimIntervalTime", {}, into(out.interval.length_seconds));
  plan.ask("RocketRewardsPool", "getPendingVoterShare", {},
           into(out.pending_voter_share.emplace()));
  MegapoolShares& shares = out.megapool_shares.emplace();
  plan.ask("RocketNetworkRevenues", "getCurrentNodeShare", {}, into(shares.node));
  plan.ask("RocketNetworkRevenues", "getCurrentVoterShare", {}, into(shares.voter));
  plan.ask("RocketNetworkRevenues", "getCurrentProtocolDAOShare", {}, into(shares.protocol_dao));
  plan.ask_balance(plan.address("RocketSmoothingPool"), out.smoothing_pool_balance);
}

void ask_silent(CapturePlan& plan, Captured& out) {
  plan.ask("RocketRewardsPool", "getClaimIntervalTimeStart", {}, into(out.interval_start));
  plan.ask("RocketTokenRPL", "getInflationIntervalStartTime", {}, into(out.inflation_start));
  plan.ask("RocketMinipoolPenalty", "getMaxPenaltyRate", {}, into(out.max_penalty_rate));
}

void ask_funds(CapturePlan& plan, NetworkFunds& out) {
  plan.ask("RocketDepositPool", "getUserBalance", {}, into(out.deposit_pool_user_balance));
  plan.ask("RocketTokenRETH", "totalSupply", {}, into(out.reth_supply));
  plan.ask("RocketDAOProtocolSettingsNode", "getReducedBond", {}, into(out.reduced_bond));
  plan.ask_balance(plan.address("RocketTokenRETH"), out.reth_contract_balance);
}

void ask_counts(CapturePlan& plan, NetworkCounts& out) {
  plan.ask("RocketNodeManager", "getNodeCount", {}, into(out.nodes));
  plan.ask("RocketMinipoolManager", "getMinipoolCount", {}, into(out.minipools));
  plan.ask("RocketMegapoolManager", "getValidatorCount", {}, into(out.megapool_validators));
  plan.ask("RocketDAONodeTrusted", "getMemberCount", {}, into(out.members));
}

}  // namespace

Expected<NetworkCounts> capture_network(const CaptureWork& work) {
  NetworkSnapshot& out = work.captured.snapshot;
  NetworkCounts counts;
  CapturePlan plan = work.plan();
  ask_rewards(plan, out);
  ask_funds(plan, out.funds.emplace());
  ask_silent(plan, work.captured);
  ask_counts(plan, counts);
  if (const auto done = work.run(plan); !done) return std::unexpected(done.error());
  for (const std::uint64_t count :
       {counts.nodes, counts.minipools, counts.megapool_validators, counts.members})
    if (count > max_listed)
      return fail(ErrorKind::mismatch, fmt::format("{} of one kind are listed", count),
                  "block " + to_hex(work.sources.book.block_hash),
                  fmt::format("no network has more than {}; check the contracts", max_listed));
  CapturePlan head = work.plan();
  head.ask("RocketTokenRETH", "getExchangeRate", {}, into(out.funds->head_exchange_rate));
  head.ask("RocketDAOProtocolSettingsNetwork", "getMaxRethDelta", {},
           into(out.funds->max_rate_change));
  if (const auto done = head.run(work.sources.head, work.captured.cost); !done)
    return std::unexpected(done.error());
  return counts;
}

}  // namespace apsis
