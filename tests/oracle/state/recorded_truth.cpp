// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/oracle/state/recorded_truth.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "core/hex.hpp"

namespace apsis::test {

namespace {

using nlohmann::json;

Bytes20 address_of(const json& value) {
  return array_from_hex<20>(value.get<std::string>()).value();
}

Bytes48 pubkey_of(const json& value) {
  return array_from_hex<48>(value.get<std::string>()).value();
}

std::uint64_t small(const json& value) {
  return static_cast<std::uint64_t>(recorded_number(value));
}

Minipool minipool_of(const json& from) {
  Minipool out;
  out.address = address_of(from.at("address"));
  out.pubkey = pubkey_of(from.at("manager").at("minipool_pubkey"));
  out.status = static_cast<MinipoolStatus>(small(from.at("status")));
  out.status_time = small(from.at("status_time"));
  out.node_fee = recorded_number(from.at("node_fee"));
  out.bond = recorded_number(from.at("node_deposit_balance"));
  out.user_deposit = recorded_number(from.at("user_deposit_balance"));
  out.penalties = small(from.at("penalty").at("penalty_count"));
  const json& reducer = from.at("bond_reducer");
  if (small(reducer.at("last_bond_reduction_time")) != 0)
    out.reduction = BondReduction{small(reducer.at("last_bond_reduction_time")),
                                  recorded_number(reducer.at("last_bond_reduction_prev_value")),
                                  recorded_number(reducer.at("last_bond_reduction_prev_node_fee"))};
  MinipoolFunds& funds = out.funds.emplace();
  funds.balance = recorded_number(from.at("eth_balance"));
  funds.refund = recorded_number(from.at("node_refund_balance"));
  funds.deposit_type = static_cast<DepositType>(small(from.at("deposit_type")));
  funds.delegate_version = small(from.at("version"));
  funds.vacant = from.at("vacant");
  funds.finalised = from.at("finalised");
  funds.penalty_rate = recorded_number(from.at("penalty").at("penalty_rate"));
  return out;
}

MegapoolValidator validator_of(const json& from) {
  MegapoolValidator out;
  const json& info = from.at("validator_info");
  out.pubkey = pubkey_of(from.at("pubkey"));
  out.staked = info.at("staked");
  out.in_prestake = info.at("in_prestake");
  out.in_queue = info.at("in_queue");
  out.exiting = info.at("exiting");
  out.exited = info.at("exited");
  out.dissolved = info.at("dissolved");
  out.locked = info.at("locked");
  out.requested_value_milli_eth = small(info.at("last_requested_value"));
  out.requested_bond_milli_eth = small(info.at("last_requested_bond"));
  out.deposit_value_milli_eth = small(info.at("deposit_value"));
  return out;
}

Megapool megapool_of(const json& from, const json& network) {
  Megapool out;
  out.address = address_of(from.at("address"));
  out.node_bond = recorded_number(from.at("node_bond"));
  out.user_capital = recorded_number(from.at("user_capital"));
  out.active_validators = small(from.at("active_validator_count"));
  for (const json& validator : network.at("validators"))
    if (address_of(validator.at("megapool")) == out.address)
      out.validators.push_back(validator_of(validator));
  out.has_details = !out.validators.empty();
  MegapoolFunds& funds = out.funds.emplace();
  funds.pending_rewards = int256(recorded_number(from.at("eth_balance"))) -
                          int256(recorded_number(from.at("refund_value"))) -
                          int256(recorded_number(from.at("assigned_value")));
  funds.last_distribution_time = small(from.at("last_distribution_time"));
  return out;
}

Node node_of(const json& from, const json& network) {
  Node out;
  out.address = address_of(from.at("address"));
  const json& manager = from.at("manager");
  out.registration_time = small(manager.at("node_registration_time"));
  out.reward_network = small(manager.at("reward_network"));
  out.in_smoothing_pool = manager.at("smoothing_pool_registration_state");
  out.smoothing_pool_change_time = small(manager.at("smoothing_pool_registration_changed"));
  const json& staking = from.at("staking");
  out.legacy_rpl = recorded_number(staking.at("node_legacy_staked_rpl"));
  out.megapool_rpl = recorded_number(staking.at("node_megapool_staked_rpl"));
  out.megapool_bonded = recorded_number(staking.at("node_megapool_eth_bonded"));
  NodeFunds& funds = out.funds.emplace();
  funds.deposit_credit = recorded_number(from.at("deposit").at("node_deposit_credit"));
  funds.distributor_balance = recorded_number(from.at("distributor").at("eth_balance"));
  funds.collateral_ratio = recorded_number(staking.at("node_eth_collateralisation_ratio"));
  for (const json& member : network.at("members"))
    if (address_of(member.at("address")) == out.address)
      out.oracle_dao_join_time = small(member.at("member_joined_time"));
  for (const json& address : from.at("minipools"))
    for (const json& minipool : network.at("minipools"))
      if (minipool.at("address") == address) out.minipools.push_back(minipool_of(minipool));
  for (const json& megapool : network.at("megapools"))
    if (address_of(megapool.at("node")) == out.address)
      out.megapool = megapool_of(megapool, network);
  return out;
}

void take_network(const json& from, NetworkSnapshot& out) {
  const json& network = from.at("network");
  const json& settings = from.at("settings");
  const json& pool = network.at("rocketRewardsPool");
  out.interval.index = small(pool.at("reward_index"));
  out.interval.length_seconds = small(pool.at("claim_interval_time"));
  out.rpl.price = recorded_number(network.at("rocketNetworkPrices").at("rpl_price"));
  out.rpl.pending_rewards = recorded_number(pool.at("pending_rpl_rewards"));
  const json& rewards = settings.at("rocketDAOProtocolSettingsRewards");
  out.rpl.node_share = recorded_number(rewards.at("rewards_claimers_node_perc"));
  out.rpl.oracle_dao_share = recorded_number(rewards.at("rewards_claimers_trusted_node_perc"));
  out.rpl.protocol_dao_share = recorded_number(rewards.at("rewards_claimers_protocol_perc"));
  out.pending_voter_share = recorded_number(pool.at("pending_voter_share"));
  const json& revenues = network.at("rocketNetworkRevenues");
  out.megapool_shares = MegapoolShares{recorded_number(revenues.at("current_node_share")),
                                       recorded_number(revenues.at("current_voter_share")),
                                       recorded_number(revenues.at("current_protocol_dao_share"))};
  out.smoothing_pool_balance =
      recorded_number(from.at("contracts").at("rocketSmoothingPool").at("eth_balance"));
  NetworkFunds& funds = out.funds.emplace();
  funds.deposit_pool_user_balance =
      int256(recorded_number(network.at("rocketDepositPool").at("user_balance")));
  const json& token = network.at("rocketTokenRETH");
  funds.reth_contract_balance =
      recorded_number(from.at("contracts").at("rocketTokenRETH").at("eth_balance"));
  funds.reth_supply = recorded_number(token.at("total_supply"));
  funds.head_exchange_rate = recorded_number(token.at("exchange_rate"));
  funds.reduced_bond =
      recorded_number(settings.at("rocketDAOProtocolSettingsNode").at("reduced_bond"));
  funds.max_rate_change =
      recorded_number(settings.at("rocketDAOProtocolSettingsNetwork").at("max_reth_delta"));
}

}  // namespace

json recorded_json(const std::filesystem::path& recording, const std::string& name, int block) {
  std::ifstream file(recording / (name + "-B" + std::to_string(block) + ".json"));
  REQUIRE(file);
  return json::parse(file);
}

uint256 recorded_number(const json& value) {
  return value.is_string() ? uint256(value.get<std::string>())
                           : uint256(value.get<std::uint64_t>());
}

NetworkSnapshot recorded_truth(const json& network) {
  NetworkSnapshot out;
  take_network(network, out);
  for (const json& node : network.at("nodes")) out.nodes.push_back(node_of(node, network));
  for (const Node& node : out.nodes)
    if (node.reward_network != 0) out.networks_enabled[node.reward_network] = true;
  return out;
}

BeaconValidators recorded_validators(const json& beacon) {
  const std::uint64_t epoch = small(beacon.at("epoch"));
  BeaconValidators out;
  for (const json& from : beacon.at("validators")) {
    BeaconValidator validator;
    validator.index = small(from.at("index"));
    validator.activation_epoch = small(from.at("activation_epoch"));
    validator.exit_epoch = small(from.at("exit_epoch"));
    validator.withdrawable_epoch = small(from.at("withdrawable_epoch"));
    validator.balance_gwei = small(from.at("balance"));
    validator.status = validator_status(
        validator, small(from.at("activation_eligibility_epoch")) != far_future_epoch,
        from.at("slashed"), epoch);
    out.emplace(pubkey_of(from.at("pubkey")), validator);
  }
  return out;
}

}  // namespace apsis::test
