// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/ether.hpp"
#include "oracle/state/snapshot_names.hpp"
#include "oracle/state/snapshot_reader.hpp"

namespace apsis {

namespace {

DepositType read_deposit_type(const JsonNode& json) {
  const std::string text = json.text();
  for (const auto& [name, value] : deposit_types)
    if (name == text) return value;
  json.wrong("\"" + text + "\" is none of none, full, half, empty, variable");
  return DepositType::none;
}

/// No ETH over no rETH can have a rate with more bits.
constexpr unsigned max_rate_bits = 160;

/// A part of 10^18.
uint256 read_share(const JsonNode& json) {
  const uint256 value = json.amount();
  if (value > one_eth) json.wrong("is more than the whole (10^18)");
  return value;
}

/// A rate in parts of 10^18. It is no amount: a contract with next to no supply answers more.
uint256 read_rate(const JsonNode& json) {
  const uint256 value = json.big();
  if (value >= (uint256(1) << max_rate_bits)) json.wrong("is larger than any rate (2^160)");
  return value;
}

MegapoolSplit read_split(const JsonNode& json) {
  json.allow_only({"capital_ratio", "voter_share", "protocol_dao_share", "reth_share"});
  MegapoolSplit out;
  out.capital_ratio = read_share(json.at("capital_ratio"));
  out.voter_share = read_share(json.at("voter_share"));
  out.protocol_dao_share = read_share(json.at("protocol_dao_share"));
  out.reth_share = read_share(json.at("reth_share"));
  if (out.voter_share + out.protocol_dao_share + out.reth_share > one_eth)
    json.wrong("contradiction: the shares are more than the whole (10^18)");
  return out;
}

constexpr std::string_view missing_funds = "missing field";
constexpr std::string_view missing_funds_remedy =
    "the snapshot has /funds, so every part of it needs its own";

void check_beacon(const std::optional<BeaconValidator>& beacon, const JsonNode& json) {
  if (beacon && !beacon->balance_gwei)
    json.at("beacon").wrong("balance is missing", std::string(missing_funds_remedy));
}

void check_minipool(const Minipool& minipool, const JsonNode& json) {
  if (!minipool.funds)
    json.wrong("funds: " + std::string(missing_funds), std::string(missing_funds_remedy));
  check_beacon(minipool.beacon, json);
}

void check_megapool(const Megapool& megapool, const JsonNode& json) {
  if (!megapool.funds)
    json.wrong("funds: " + std::string(missing_funds), std::string(missing_funds_remedy));
  const std::vector<JsonNode> texts = json.at("validators").items();
  for (std::size_t i = 0; i < megapool.validators.size() && i < texts.size(); ++i) {
    check_beacon(megapool.validators[i].beacon, texts[i]);
    if (!megapool.validators[i].deposit_value_milli_eth)
      texts[i].wrong("deposit_value_milli_eth is missing", std::string(missing_funds_remedy));
  }
}

}  // namespace

NetworkFunds read_network_funds(const JsonNode& json) {
  json.allow_only({"deposit_pool_user_balance", "reth_contract_balance", "reth_supply",
                   "reduced_bond", "head_exchange_rate", "max_rate_change",
                   "smoothing_pool_share"});
  NetworkFunds out;
  out.deposit_pool_user_balance = json.at("deposit_pool_user_balance").signed_amount();
  out.reth_contract_balance = json.at("reth_contract_balance").amount();
  out.reth_supply = json.at("reth_supply").amount();
  out.reduced_bond = json.at("reduced_bond").amount();
  out.head_exchange_rate = read_rate(json.at("head_exchange_rate"));
  out.max_rate_change = json.at("max_rate_change").amount();
  if (const auto share = json.find("smoothing_pool_share"))
    out.smoothing_pool_share = share->signed_amount();
  return out;
}

NodeFunds read_node_funds(const JsonNode& json) {
  json.allow_only({"deposit_credit", "distributor_balance", "collateral_ratio"});
  NodeFunds out;
  out.deposit_credit = json.at("deposit_credit").amount();
  out.distributor_balance = json.at("distributor_balance").amount();
  out.collateral_ratio = json.at("collateral_ratio").amount();
  if (out.collateral_ratio < one_eth)
    json.at("collateral_ratio").wrong("is less than 1 (10^18), which no node has");
  return out;
}

MinipoolFunds read_minipool_funds(const JsonNode& json) {
  json.allow_only({"balance", "refund", "deposit_type", "delegate_version", "vacant", "finalised",
                   "penalty_rate", "user_share"});
  MinipoolFunds out;
  out.balance = json.at("balance").amount();
  out.refund = json.at("refund").amount();
  out.deposit_type = read_deposit_type(json.at("deposit_type"));
  out.delegate_version = json.at("delegate_version").u64();
  out.vacant = json.at("vacant").flag();
  out.finalised = json.at("finalised").flag();
  out.penalty_rate = read_share(json.at("penalty_rate"));
  if (const auto share = json.find("user_share")) out.user_share = share->amount();
  return out;
}

MegapoolFunds read_megapool_funds(const JsonNode& json) {
  json.allow_only({"pending_rewards", "last_distribution_time", "split", "split_sample"});
  MegapoolFunds out;
  out.pending_rewards = json.at("pending_rewards").signed_amount();
  out.last_distribution_time = json.at("last_distribution_time").u64();
  if (const auto split = json.find("split")) out.split = read_split(*split);
  if (const auto sample = json.find("split_sample")) {
    sample->allow_only({"rewards", "reth_rewards"});
    out.split_sample = {sample->at("rewards").amount(), sample->at("reth_rewards").amount()};
  }
  return out;
}

FinalWithdrawal read_final_withdrawal(const JsonNode& json) {
  json.allow_only({"slot", "amount_gwei"});
  return {json.at("slot").u64(), json.at("amount_gwei").u64()};
}

void check_funds(const NetworkSnapshot& snapshot, const JsonNode& root) {
  if (!snapshot.funds) return;
  const std::vector<JsonNode> nodes = root.at("nodes").items();
  for (std::size_t i = 0; i < snapshot.nodes.size() && i < nodes.size(); ++i) {
    const Node& node = snapshot.nodes[i];
    if (!node.funds)
      nodes[i].wrong("funds: " + std::string(missing_funds), std::string(missing_funds_remedy));
    const std::vector<JsonNode> minipools = nodes[i].at("minipools").items();
    for (std::size_t k = 0; k < node.minipools.size() && k < minipools.size(); ++k)
      check_minipool(node.minipools[k], minipools[k]);
    if (node.megapool) check_megapool(*node.megapool, nodes[i].at("megapool"));
  }
}

}  // namespace apsis
