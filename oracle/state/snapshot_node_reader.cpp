// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/snapshot_names.hpp"
#include "oracle/state/snapshot_reader.hpp"

namespace apsis {

namespace {

template <class Enum, std::size_t N>
Enum read_name(const JsonNode& json, const SnapshotNames<Enum, N>& names) {
  const std::string text = json.text();
  for (const auto& [name, value] : names)
    if (name == text) return value;
  std::string known;
  for (const auto& [name, value] : names) known += (known.empty() ? "" : ", ") + std::string(name);
  json.wrong("\"" + text + "\" is none of " + known);
  return names[0].second;
}

BeaconValidator read_beacon(const JsonNode& json) {
  json.allow_only(
      {"index", "status", "activation_epoch", "exit_epoch", "withdrawable_epoch", "balance"});
  BeaconValidator out;
  out.index = json.at("index").u64();
  out.status = read_name(json.at("status"), validator_statuses);
  out.activation_epoch = json.at("activation_epoch").u64();
  out.exit_epoch = json.at("exit_epoch").u64();
  out.withdrawable_epoch = json.at("withdrawable_epoch").u64();
  if (const auto balance = json.find("balance")) out.balance_gwei = balance->u64();
  return out;
}

BondReduction read_reduction(const JsonNode& json) {
  json.allow_only({"time", "previous_bond", "previous_fee"});
  return {json.at("time").u64(), json.at("previous_bond").amount(),
          json.at("previous_fee").amount()};
}

Minipool read_minipool(const JsonNode& json) {
  json.allow_only({"address", "pubkey", "exists", "status", "status_time", "node_fee", "bond",
                   "user_deposit", "penalties", "bond_reduction", "beacon", "funds"});
  Minipool out;
  out.address = json.at("address").bytes<20>();
  out.pubkey = json.at("pubkey").bytes<48>();
  if (const auto exists = json.find("exists")) out.exists = exists->flag();
  out.status = read_name(json.at("status"), minipool_statuses);
  out.status_time = json.at("status_time").u64();
  out.node_fee = json.at("node_fee").amount();
  out.bond = json.at("bond").amount();
  out.user_deposit = json.at("user_deposit").amount();
  out.penalties = json.at("penalties").u64();
  if (const auto reduction = json.find("bond_reduction"))
    out.reduction = read_reduction(*reduction);
  if (const auto beacon = json.find("beacon")) out.beacon = read_beacon(*beacon);
  if (const auto funds = json.find("funds")) out.funds = read_minipool_funds(*funds);
  return out;
}

MegapoolValidator read_megapool_validator(const JsonNode& json) {
  json.allow_only({"pubkey", "flags", "requested_value_milli_eth", "requested_bond_milli_eth",
                   "deposit_value_milli_eth", "beacon", "final_withdrawal", "withdrawal_unseen"});
  MegapoolValidator out;
  out.pubkey = json.at("pubkey").bytes<48>();
  for (const JsonNode& flag : json.at("flags").items())
    out.*read_name(flag, validator_flags) = true;
  out.requested_value_milli_eth = json.at("requested_value_milli_eth").u64();
  out.requested_bond_milli_eth = json.at("requested_bond_milli_eth").u64();
  if (out.requested_bond_milli_eth > out.requested_value_milli_eth)
    json.wrong("contradiction: the bond is larger than the requested value");
  if (const auto value = json.find("deposit_value_milli_eth"))
    out.deposit_value_milli_eth = value->u64();
  if (const auto beacon = json.find("beacon")) out.beacon = read_beacon(*beacon);
  if (const auto withdrawal = json.find("final_withdrawal"))
    out.final_withdrawal = read_final_withdrawal(*withdrawal);
  if (const auto unseen = json.find("withdrawal_unseen")) out.withdrawal_unseen = unseen->flag();
  if (out.withdrawal_unseen && out.final_withdrawal)
    json.wrong("contradiction: a final_withdrawal that nobody has seen");
  return out;
}

Megapool read_megapool(const JsonNode& json) {
  json.allow_only({"address", "node_bond", "user_capital", "active_validators", "has_details",
                   "validators", "funds"});
  Megapool out;
  out.address = json.at("address").bytes<20>();
  out.node_bond = json.at("node_bond").amount();
  out.user_capital = json.at("user_capital").amount();
  out.active_validators = json.at("active_validators").u64();
  for (const JsonNode& validator : json.at("validators").items())
    out.validators.push_back(read_megapool_validator(validator));
  const auto has_details = json.find("has_details");
  out.has_details = has_details ? has_details->flag() : !out.validators.empty();
  if (!out.has_details && !out.validators.empty())
    json.wrong("contradiction: has_details is false, but validators are listed");
  if (const auto funds = json.find("funds")) out.funds = read_megapool_funds(*funds);
  return out;
}

}  // namespace

Node read_snapshot_node(const JsonNode& json) {
  json.allow_only({"address", "registration_time", "reward_network", "legacy_rpl", "megapool_rpl",
                   "megapool_bonded", "in_smoothing_pool", "smoothing_pool_change_time",
                   "oracle_dao_join_time", "minipools", "megapool", "funds"});
  Node out;
  out.address = json.at("address").bytes<20>();
  out.registration_time = json.at("registration_time").u64();
  out.reward_network = json.at("reward_network").u64();
  out.legacy_rpl = json.at("legacy_rpl").amount();
  if (const auto value = json.find("megapool_rpl")) out.megapool_rpl = value->amount();
  if (const auto value = json.find("megapool_bonded")) out.megapool_bonded = value->amount();
  out.in_smoothing_pool = json.at("in_smoothing_pool").flag();
  out.smoothing_pool_change_time = json.at("smoothing_pool_change_time").u64();
  if (const auto time = json.find("oracle_dao_join_time")) out.oracle_dao_join_time = time->u64();
  for (const JsonNode& minipool : json.at("minipools").items())
    out.minipools.push_back(read_minipool(minipool));
  if (const auto megapool = json.find("megapool")) out.megapool = read_megapool(*megapool);
  if (const auto funds = json.find("funds")) out.funds = read_node_funds(*funds);
  return out;
}

}  // namespace apsis
