// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/balances/network_balances.hpp"

namespace apsis {

namespace {

Expected<void> add_minipools(const Node& node, std::uint64_t epoch, NetworkBalances& out) {
  for (const Minipool& minipool : node.minipools) {
    const Expected<MinipoolBalance> part = minipool_balance(minipool, epoch);
    if (!part) return std::unexpected(part.error());
    out.terms.minipools += part->user_balance;
    if (part->is_staking) out.terms.minipools_staking += part->user_balance;
    out.minipools.push_back(*part);
  }
  return {};
}

Expected<void> add_megapool(const Node& node, const NetworkSnapshot& snapshot, std::uint64_t epoch,
                            NetworkBalances& out) {
  // The official client meets megapools through their validators, and misses those without any.
  if (!node.megapool || !node.megapool->has_details) return {};
  Expected<MegapoolBalance> part = megapool_balance(
      *node.megapool, epoch, snapshot.clock.slots_per_epoch, snapshot.funds->reduced_bond);
  if (!part) return std::unexpected(part.error());
  out.terms.megapools += part->user_balance();
  out.terms.megapools_staking += part->staking;
  out.megapools.push_back(std::move(*part));
  return {};
}

}  // namespace

Expected<NetworkBalances> network_balances(const NetworkSnapshot& snapshot,
                                           const int256& smoothing_pool_share) {
  if (!snapshot.funds)
    return fail(ErrorKind::usage, "the snapshot has no funds, which balances are made of", "/funds",
                "take a snapshot for balances");
  const std::uint64_t epoch = snapshot.interval.consensus_end_slot / snapshot.clock.slots_per_epoch;
  NetworkBalances out;
  out.terms.deposit_pool = snapshot.funds->deposit_pool_user_balance;
  out.terms.smoothing_pool = smoothing_pool_share;
  out.terms.reth_contract = int256(snapshot.funds->reth_contract_balance);
  out.terms.reth_supply = int256(snapshot.funds->reth_supply);
  for (const Node& node : snapshot.nodes) {
    const NodeBalance part = node_balance(node);
    out.terms.node_credit += int256(part.deposit_credit);
    out.terms.distributors += int256(part.distributor_share);
    out.nodes.push_back(part);
    if (const Expected<void> added = add_minipools(node, epoch, out); !added)
      return std::unexpected(added.error());
    if (const Expected<void> added = add_megapool(node, snapshot, epoch, out); !added)
      return std::unexpected(added.error());
  }
  return out;
}

Expected<BalancesResult> compute_balances(const NetworkSnapshot& snapshot,
                                          const int256& smoothing_pool_share) {
  Expected<NetworkBalances> balances = network_balances(snapshot, smoothing_pool_share);
  if (!balances) return std::unexpected(balances.error());
  const BalanceTerms& terms = balances->terms;
  const Expected<ClampedRate> rate =
      clamp_rate(terms.total(), snapshot.funds->reth_supply, snapshot.funds->head_exchange_rate,
                 snapshot.funds->max_rate_change);
  if (!rate) return std::unexpected(rate.error());
  const std::uint64_t slot = snapshot.interval.consensus_end_slot;
  const BalancesSubmission submission{.block = snapshot.interval.execution_end_block,
                                      .slot_timestamp = snapshot.clock.time_of(slot),
                                      .total_eth = rate->total_wei,
                                      .staking_eth = std::min(terms.staking(), rate->total_wei),
                                      .reth_supply = snapshot.funds->reth_supply};
  return BalancesResult{std::move(*balances), *rate, submission};
}

}  // namespace apsis
