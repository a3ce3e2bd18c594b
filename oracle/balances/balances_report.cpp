// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/balances/balances_report.hpp"

#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "core/hex.hpp"

namespace apsis {

namespace {

using json = nlohmann::ordered_json;

json terms_of(const BalanceTerms& terms) {
  return {{"deposit_pool", terms.deposit_pool.str()},
          {"node_credit", terms.node_credit.str()},
          {"minipools", terms.minipools.str()},
          {"minipools_staking", terms.minipools_staking.str()},
          {"megapools", terms.megapools.str()},
          {"megapools_staking", terms.megapools_staking.str()},
          {"distributors", terms.distributors.str()},
          {"smoothing_pool", terms.smoothing_pool.str()},
          {"reth_contract", terms.reth_contract.str()},
          {"total", terms.total().str()},
          {"staking", terms.staking().str()},
          {"reth_supply", terms.reth_supply.str()}};
}

json rate_of(const ClampedRate& rate) {
  return {{"computed", rate.ratio_before_wei.str()},
          {"at_head", rate.head_rate_wei.str()},
          {"limited", rate.ratio_after_wei.str()}};
}

json submission_of(const BalancesSubmission& submission) {
  json out = {{"block", submission.block},
              {"slot_timestamp", submission.slot_timestamp},
              {"total_eth", submission.total_eth.str()},
              {"staking_eth", submission.staking_eth.str()},
              {"reth_supply", submission.reth_supply.str()}};
  const Expected<Bytes> calldata = balances_calldata(submission);
  if (calldata) {
    out["exchange_rate"] = submitted_rate(submission).str();
    out["calldata"] = to_hex(*calldata);
  } else {
    out["refused"] = calldata.error().what;
  }
  return out;
}

/// Adds a field whose key the object does not have yet; `[]` would look at every key that it has.
void append(json& object, std::string key, json value) {
  auto& fields = object.get_ref<json::object_t&>();
  static_cast<json::object_t::Container&>(fields).emplace_back(std::move(key), std::move(value));
}

json nodes_of(const std::vector<NodeBalance>& nodes) {
  std::map<Bytes20, const NodeBalance*> sorted;
  for (const NodeBalance& node : nodes) sorted[node.node->address] = &node;
  json out = json::object();
  for (const auto& [address, node] : sorted)
    append(out, to_hex(address),
           {{"deposit_credit", node->deposit_credit.str()},
            {"average_fee", node->average_fee.str()},
            {"distributor_share", node->distributor_share.str()}});
  return out;
}

json minipools_of(const std::vector<MinipoolBalance>& minipools) {
  std::map<Bytes20, const MinipoolBalance*> sorted;
  for (const MinipoolBalance& minipool : minipools) sorted[minipool.minipool->address] = &minipool;
  json out = json::object();
  for (const auto& [address, minipool] : sorted)
    append(out, to_hex(address),
           {{"case", case_name(minipool->reason)},
            {"whole_balance", minipool->whole_balance.str()},
            {"user_balance", minipool->user_balance.str()},
            {"is_staking", minipool->is_staking}});
  return out;
}

json megapool_of(const MegapoolBalance& megapool) {
  json validators = json::object();
  for (const MegapoolValidatorBalance& validator : megapool.validators)
    validators[to_hex(validator.validator->pubkey)] = {{"case", case_name(validator.reason)},
                                                       {"balance", validator.balance.str()},
                                                       {"staking", validator.staking.str()}};
  return {{"beacon_balance", megapool.beacon_balance.str()},
          {"withdrawn", megapool.withdrawn.str()},
          {"rewards", megapool.rewards.str()},
          {"user_capital", megapool.megapool->user_capital.str()},
          {"reth_rewards", megapool.reth_rewards.str()},
          {"user_balance", megapool.user_balance().str()},
          {"staking", megapool.staking.str()},
          {"validators", std::move(validators)}};
}

json megapools_of(const std::vector<MegapoolBalance>& megapools) {
  std::map<Bytes20, const MegapoolBalance*> sorted;
  for (const MegapoolBalance& megapool : megapools) sorted[megapool.megapool->address] = &megapool;
  json out = json::object();
  for (const auto& [address, megapool] : sorted)
    append(out, to_hex(address), megapool_of(*megapool));
  return out;
}

}  // namespace

std::string_view case_name(MinipoolCase reason) {
  constexpr std::array<std::string_view, 6> names = {"vacant",         "dissolved",  "not_started",
                                                     "early_variable", "not_active", "shared"};
  return names.at(static_cast<std::size_t>(reason));
}

std::string_view case_name(MegapoolValidatorCase reason) {
  constexpr std::array<std::string_view, 8> names = {"left_out", "prestaked",  "withdrawn",
                                                     "exiting",  "not_active", "staked",
                                                     "no_state", "unseen"};
  return names.at(static_cast<std::size_t>(reason));
}

std::string write_balances_report(const NetworkSnapshot& snapshot, const BalancesResult& result) {
  const json out = {{"format", "apsis-balances-report/1"},
                    {"network", snapshot.network},
                    {"slot", snapshot.interval.consensus_end_slot},
                    {"submission", submission_of(result.submission)},
                    {"rate", rate_of(result.rate)},
                    {"terms", terms_of(result.balances.terms)},
                    {"nodes", nodes_of(result.balances.nodes)},
                    {"minipools", minipools_of(result.balances.minipools)},
                    {"megapools", megapools_of(result.balances.megapools)}};
  return out.dump(1) + "\n";
}

}  // namespace apsis
