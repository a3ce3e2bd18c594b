// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/balances/balances_explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/ether.hpp"
#include "core/hex.hpp"
#include "oracle/balances/balances_report.hpp"

namespace apsis {

namespace {

constexpr std::size_t largest_shown = 5;
const uint256 billionth_eth{1'000'000'000u};

std::string line(std::string_view what, const int256& wei) {
  return fmt::format("{:<34} {}\n", what, amount_text(wei));
}

/// The items of a term that move it most, in either direction.
std::string largest_items(std::vector<std::pair<Bytes20, int256>> items) {
  const auto middle =
      items.begin() + static_cast<std::ptrdiff_t>(std::min(items.size(), largest_shown));
  std::partial_sort(items.begin(), middle, items.end(), [](const auto& a, const auto& b) {
    const int256 left = abs(a.second), right = abs(b.second);
    return left != right ? left > right : a.first < b.first;
  });
  std::string out;
  for (auto item = items.begin(); item != middle; ++item)
    if (item->second != 0)
      out += "    " + to_hex(item->first) + " " + amount_text(item->second) + "\n";
  return out;
}

template <class Item, class Address, class Amount>
std::string largest_of(const std::vector<Item>& items, Address address, Amount amount) {
  std::vector<std::pair<Bytes20, int256>> pairs;
  pairs.reserve(items.size());
  for (const Item& item : items) pairs.emplace_back(address(item), amount(item));
  return largest_items(std::move(pairs));
}

std::string explain_rate(const BalancesResult& result) {
  const ClampedRate& rate = result.rate;
  std::string out = line("rate computed", rate.ratio_before_wei);
  out += line("rate at the head", rate.head_rate_wei);
  if (rate.clamped()) out += line("rate limited to", rate.ratio_after_wei);
  out += line("total ETH submitted", result.submission.total_eth);
  out += line("staking ETH submitted", result.submission.staking_eth);
  out += line("rETH supply", int256(result.submission.reth_supply));
  return out;
}

}  // namespace

std::string amount_text(const int256& wei) {
  const uint256 size(abs(wei));
  return fmt::format("{} wei ({}{}.{:09} ETH)", wei.str(), wei < 0 ? "-" : "",
                     uint256(size / one_eth).str(),
                     static_cast<std::uint64_t>(size % one_eth / billionth_eth));
}

std::string explain_total(const BalancesResult& result) {
  const NetworkBalances& all = result.balances;
  const BalanceTerms& terms = all.terms;
  const auto node_address = [](const NodeBalance& node) { return node.node->address; };
  std::string out = line("+ deposit pool, users' part", terms.deposit_pool);
  out += line(fmt::format("- credit of {} nodes", all.nodes.size()), terms.node_credit);
  out += largest_of(all.nodes, node_address,
                    [](const NodeBalance& node) { return int256(node.deposit_credit); });
  out += line(fmt::format("+ {} minipools", all.minipools.size()), terms.minipools);
  out += largest_of(
      all.minipools, [](const MinipoolBalance& item) { return item.minipool->address; },
      [](const MinipoolBalance& item) { return item.user_balance; });
  out += line(fmt::format("+ {} megapools", all.megapools.size()), terms.megapools);
  out += largest_of(
      all.megapools, [](const MegapoolBalance& item) { return item.megapool->address; },
      [](const MegapoolBalance& item) { return item.user_balance(); });
  out += line("+ ETH on the rETH contract", terms.reth_contract);
  out += line("+ fee distributors", terms.distributors);
  out += largest_of(all.nodes, node_address,
                    [](const NodeBalance& node) { return int256(node.distributor_share); });
  out += line("+ smoothing pool", terms.smoothing_pool);
  out += line("= total ETH", terms.total());
  out += line("staking in minipools", terms.minipools_staking);
  out += line("staking in megapools", terms.megapools_staking);
  return out + explain_rate(result);
}

Expected<std::string> explain_minipool(const NetworkBalances& balances, const Bytes20& address) {
  const auto found =
      std::ranges::find(balances.minipools, address,
                        [](const MinipoolBalance& item) { return item.minipool->address; });
  if (found == balances.minipools.end())
    return fail(ErrorKind::usage, "no minipool has this address", to_hex(address));
  const Minipool& minipool = *found->minipool;
  std::string out = fmt::format("minipool {}: {}\n", to_hex(address), case_name(found->reason));
  const std::uint64_t gwei = minipool.beacon ? *minipool.beacon->balance_gwei : 0;
  out += line("  validator's balance", int256(to_wei(Gwei(gwei)).value));
  out += line("  on the contract", int256(minipool.funds->balance));
  out += line("  refund to the node", int256(minipool.funds->refund));
  out += line("  whole balance to share", found->whole_balance);
  out += line("  node's bond", int256(minipool.bond));
  out += line("  users' deposit", int256(minipool.user_deposit));
  out += line("  node's fee (of 1)", int256(minipool.node_fee));
  out += fmt::format("  delegate version {}, {}\n", minipool.funds->delegate_version,
                     found->is_staking ? "staking" : "not staking");
  return out + line("= users' balance", found->user_balance);
}

Expected<std::string> explain_megapool(const NetworkBalances& balances, const Bytes20& address) {
  const auto found =
      std::ranges::find(balances.megapools, address,
                        [](const MegapoolBalance& item) { return item.megapool->address; });
  if (found == balances.megapools.end())
    return fail(ErrorKind::usage, "no megapool with validators has this address", to_hex(address));
  const Megapool& megapool = *found->megapool;
  std::string out = fmt::format("megapool {}\n", to_hex(address));
  for (const MegapoolValidatorBalance& validator : found->validators)
    out += fmt::format("  {} {:<10} {}\n", to_hex(validator.validator->pubkey),
                       case_name(validator.reason), amount_text(validator.balance));
  out += line("  its validators together", found->beacon_balance);
  out += line("  - users' capital", int256(megapool.user_capital));
  out += line("  - node's bond", int256(megapool.node_bond));
  out += line("  + pending rewards", megapool.funds->pending_rewards);
  out += line("  - withdrawn already", found->withdrawn);
  out += line("  = rewards", found->rewards);
  out += line("  rETH's part of the rewards", found->reth_rewards);
  out += line("  staking", found->staking);
  return out + line("= users' capital + rETH's part", found->user_balance());
}

Expected<std::string> explain_node(const NetworkBalances& balances, const Bytes20& address) {
  const auto found = std::ranges::find(balances.nodes, address,
                                       [](const NodeBalance& item) { return item.node->address; });
  if (found == balances.nodes.end())
    return fail(ErrorKind::usage, "no node has this address", to_hex(address));
  std::string out = fmt::format("node {}\n", to_hex(address));
  out += line("  deposit credit, taken off", int256(found->deposit_credit));
  out += line("  fee distributor's balance", int256(found->node->funds->distributor_balance));
  out += line("  average fee (of 1)", int256(found->average_fee));
  out += line("  users' part of the distributor", int256(found->distributor_share));
  for (const Minipool& minipool : found->node->minipools)
    if (const auto part = explain_minipool(balances, minipool.address)) out += *part;
  if (found->node->megapool && found->node->megapool->has_details)
    if (const auto part = explain_megapool(balances, found->node->megapool->address)) out += *part;
  return out;
}

}  // namespace apsis
