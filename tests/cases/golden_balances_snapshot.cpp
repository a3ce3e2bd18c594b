// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/cases/golden_balances_input.hpp"
#include "tests/cases/golden_balances_megapool.hpp"

namespace apsis {

namespace {

using nlohmann::json;

std::uint64_t number(const json& value) {
  return value.is_string() ? std::stoull(value.get<std::string>()) : value.get<std::uint64_t>();
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

json minipool_of(const json& from, const BeaconRows& beacon) {
  json out = {{"address", from.at("minipool_address")},
              {"pubkey", from.at("pubkey")},
              {"exists", from.at("exists")},
              {"status", lower(from.at("status"))},
              {"status_time", from.at("status_time")},
              {"node_fee", from.at("node_fee")},
              {"bond", from.at("node_deposit_balance")},
              {"user_deposit", from.at("user_deposit_balance")},
              {"penalties", from.at("penalty_count")},
              {"beacon", beacon.row_of(from.at("pubkey"))}};
  if (number(from.at("last_bond_reduction_time")) != 0)
    out["bond_reduction"] = {{"time", from.at("last_bond_reduction_time")},
                             {"previous_bond", from.at("last_bond_reduction_prev_value")},
                             {"previous_fee", from.at("last_bond_reduction_prev_node_fee")}};
  out["funds"] = {{"balance", from.at("balance")},
                  {"refund", from.at("node_refund_balance")},
                  {"deposit_type", lower(from.at("deposit_type"))},
                  {"delegate_version", from.at("version")},
                  {"vacant", from.at("is_vacant")},
                  {"finalised", from.at("finalised")},
                  {"penalty_rate", from.at("penalty_rate")},
                  {"user_share", from.at("user_share_of_balance_including_beacon")}};
  return out;
}

json node_of(const json& from) {
  json out = {{"address", from.at("node_address")},
              {"registration_time", from.at("registration_time")},
              {"reward_network", from.at("reward_network")},
              {"legacy_rpl", from.at("legacy_staked_rpl")},
              {"megapool_rpl", from.at("megapool_staked_rpl")},
              {"megapool_bonded", from.at("megapool_eth_bonded")},
              {"in_smoothing_pool", from.at("smoothing_pool_registration_state")},
              {"smoothing_pool_change_time", from.at("smoothing_pool_registration_changed")},
              {"minipools", json::array()}};
  out["funds"] = {{"deposit_credit", from.at("deposit_credit_balance")},
                  {"distributor_balance", from.at("distributor_balance")},
                  {"collateral_ratio", from.at("collateralisation_ratio")}};
  return out;
}

json nodes_of(const json& golden) {
  const json& state = golden.at("state");
  const BeaconRows minipool_rows(state.at("validator_details"));
  std::map<std::string, json> minipools;
  for (const json& minipool : state.at("minipool_details"))
    minipools[minipool.at("node_address")].push_back(minipool_of(minipool, minipool_rows));
  const GoldenMegapools megapools(golden);
  json out = json::array();
  for (const json& from : state.at("node_details")) {
    json node = node_of(from);
    const auto own = minipools.find(from.at("node_address"));
    if (own != minipools.end()) node["minipools"] = own->second;
    if (from.at("megapool_deployed").get<bool>())
      node["megapool"] = megapools.megapool_of(from.at("megapool_address"));
    out.push_back(node);
  }
  return out;
}

/// The interval as far as it goes: from the epoch after the last one's end to the snapshot.
json interval_of(const json& golden) {
  const json& state = golden.at("state");
  const json& inputs = golden.at("inputs");
  const json& pool = inputs.at("smoothing_pool");
  const std::uint64_t slots = number(state.at("beacon_config").at("slots_per_epoch"));
  const std::uint64_t slot = number(state.at("beacon_slot_number"));
  std::uint64_t first = 0;
  if (pool.contains("previous_interval_consensus_block"))
    first = (number(pool.at("previous_interval_consensus_block")) / slots + 1) * slots;
  first = std::min(first, slot / slots * slots);
  const json start_block =
      pool.contains("interval_start_block") ? pool.at("interval_start_block") : json(0);
  return {{"index", state.at("network_details").at("reward_index")},
          {"intervals_passed", 1},
          {"length_seconds",
           number(state.at("network_details").at("interval_duration")) / 1'000'000'000u},
          {"first_slot", first},
          {"last_slot", slot / slots * slots + slots - 1},
          {"consensus_start_slot", first},
          {"consensus_end_slot", slot},
          {"execution_start_block", start_block},
          {"execution_end_block", inputs.at("el_header").at("number")},
          {"execution_end_time", inputs.at("el_header").at("time")}};
}

json network_funds_of(const json& golden) {
  const json& network = golden.at("state").at("network_details");
  return {{"deposit_pool_user_balance", network.at("deposit_pool_user_balance")},
          {"reth_contract_balance", network.at("reth_balance")},
          {"reth_supply", network.at("total_reth_supply")},
          {"reduced_bond", network.at("reduced_bond")},
          {"head_exchange_rate", golden.at("inputs").at("head_reth_exchange_rate")},
          {"max_rate_change", golden.at("inputs").at("max_reth_delta")}};
}

}  // namespace

std::string golden_balances_snapshot_text(const json& golden) {
  const json& state = golden.at("state");
  const json& network = state.at("network_details");
  const json& clock = state.at("beacon_config");
  const json& shares = network.at("MegapoolRevenueSplitTimeWeightedAverages");
  json out = {{"format", "apsis-network-snapshot/1"},
              {"network", golden.at("inputs").at("network")},
              {"chain",
               {{"genesis_time", clock.at("genesis_time")},
                {"seconds_per_slot", clock.at("seconds_per_slot")},
                {"slots_per_epoch", clock.at("slots_per_epoch")}}},
              {"interval", interval_of(golden)},
              {"rpl",
               {{"price", network.at("rpl_price")},
                {"pending_rewards", network.at("pending_rpl_rewards")},
                {"node_share", network.at("node_operator_rewards_percent")},
                {"oracle_dao_share", network.at("trusted_node_operator_rewards_percent")},
                {"protocol_dao_share", network.at("protocol_dao_rewards_percent")}}},
              {"smoothing_pool_balance", network.at("smoothing_pool_balance")},
              {"pending_voter_share", network.at("pending_voter_share")},
              {"megapool_shares",
               {{"node", shares.at("node_share")},
                {"voter", shares.at("voter_share")},
                {"protocol_dao", shares.at("pdao_share")}}},
              {"nodes", nodes_of(golden)},
              {"funds", network_funds_of(golden)}};
  for (const json& node : out.at("nodes")) {
    const std::uint64_t id = number(node.at("reward_network"));
    if (id != 0) out["networks_enabled"][std::to_string(id)] = true;
  }
  return out.dump();
}

}  // namespace apsis
