// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/golden_balances_megapool.hpp"

#include <boost/beast/core/detail/base64.hpp>
#include <cstdint>

#include "core/hex.hpp"

namespace apsis {

namespace {

using nlohmann::json;

std::uint64_t number(const json& value) {
  return value.is_string() ? std::stoull(value.get<std::string>()) : value.get<std::uint64_t>();
}

/// Hex without a prefix of a base64 text.
std::string hex_of_base64(const std::string& text) {
  namespace base64 = boost::beast::detail::base64;
  Bytes bytes(base64::decoded_size(text.size()));
  bytes.resize(base64::decode(bytes.data(), text.data(), text.size()).first);
  return to_hex_bare(bytes);
}

}  // namespace

BeaconRows::BeaconRows(const json& rows) {
  for (const json& row : rows)
    if (row.at("exists").get<bool>()) rows_[row.at("pubkey")] = &row;
}

json BeaconRows::row_of(const std::string& pubkey) const {
  const auto found = rows_.find(pubkey);
  if (found == rows_.end()) return nullptr;
  const json& row = *found->second;
  return {{"index", row.at("index")},
          {"status", row.at("status")},
          {"activation_epoch", row.at("activation_epoch")},
          {"exit_epoch", row.at("exit_epoch")},
          {"withdrawable_epoch", row.at("withdrawable_epoch")},
          {"balance", row.at("balance")}};
}

GoldenMegapools::GoldenMegapools(const json& golden)
    : golden_(golden), rows_(golden.at("state").at("megapool_validator_details")) {
  for (const json& record : golden.at("state").at("megapool_validator_global_index"))
    records_[record.at("MegapoolAddress")].push_back(&record);
}

json GoldenMegapools::final_withdrawal_of(const json& beacon) const {
  if (beacon.is_null()) return nullptr;
  const std::uint64_t index = number(beacon.at("index"));
  const std::uint64_t epoch = number(beacon.at("withdrawable_epoch"));
  const std::uint64_t slots = number(golden_.at("state").at("beacon_config").at("slots_per_epoch"));
  if (epoch > ~std::uint64_t{0} / slots) return nullptr;
  const json* first = nullptr;
  for (const json& withdrawal : golden_.at("inputs").at("withdrawals")) {
    if (number(withdrawal.at("validator_index")) != index) continue;
    const std::uint64_t slot = number(withdrawal.at("slot"));
    if (slot < epoch * slots) continue;
    if (first == nullptr || slot < number(first->at("slot"))) first = &withdrawal;
  }
  if (first == nullptr) return nullptr;
  return {{"slot", first->at("slot")}, {"amount_gwei", first->at("amount_gwei")}};
}

json GoldenMegapools::validator_of(const json& record, const std::string& pubkey) const {
  const json& info = record.at("ValidatorInfo");
  // The bond of a request is not looked at, and a made-up state may have one above its value.
  const std::uint64_t value = number(info.at("LastRequestedValue"));
  json out = {{"pubkey", pubkey},
              {"flags", json::array()},
              {"requested_value_milli_eth", value},
              {"requested_bond_milli_eth", std::min(value, number(info.at("LastRequestedBond")))},
              {"deposit_value_milli_eth", info.at("DepositValue")},
              {"beacon", rows_.row_of(pubkey)}};
  for (const auto& [name, flag] :
       std::initializer_list<std::pair<const char*, const char*>>{{"Staked", "staked"},
                                                                  {"InPrestake", "in_prestake"},
                                                                  {"InQueue", "in_queue"},
                                                                  {"Exiting", "exiting"},
                                                                  {"Exited", "exited"},
                                                                  {"Dissolved", "dissolved"},
                                                                  {"Locked", "locked"}})
    if (info.at(name).get<bool>()) out["flags"].push_back(flag);
  out["final_withdrawal"] = final_withdrawal_of(out.at("beacon"));
  return out;
}

json GoldenMegapools::megapool_of(const std::string& address) const {
  const json& details = golden_.at("state").at("megapool_details");
  json out = {{"address", address},
              {"node_bond", 0},
              {"user_capital", 0},
              {"active_validators", 0},
              {"has_details", false},
              {"validators", json::array()},
              {"funds", {{"pending_rewards", 0}, {"last_distribution_time", 0}}}};
  if (!details.contains(address)) return out;
  const json& from = details.at(address);
  out["has_details"] = true;
  out["node_bond"] = from.at("nodeBond");
  out["user_capital"] = from.at("userCapital");
  out["active_validators"] = from.at("activeValidatorCount");
  out["funds"] = {{"pending_rewards", from.at("pendingRewards")},
                  {"last_distribution_time", from.at("lastDistributionTime")}};
  const json& splits = golden_.at("inputs").at("megapool_rewards_params");
  if (splits.contains(address)) {
    const json& split = splits.at(address);
    out["funds"]["split"] = {{"capital_ratio", split.at("capital_ratio")},
                             {"voter_share", split.at("voter_share")},
                             {"protocol_dao_share", split.at("pdao_share")},
                             {"reth_share", split.at("reth_share")}};
  }
  const auto records = records_.find(address);
  if (records == records_.end()) return out;
  for (const json* record : records->second) {
    const std::string pubkey = hex_of_base64(record->at("Pubkey"));
    if (!pubkey.empty()) out["validators"].push_back(validator_of(*record, pubkey));
  }
  return out;
}

}  // namespace apsis
