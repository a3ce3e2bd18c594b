// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/snapshot_reader.hpp"

#include "oracle/state/snapshot_names.hpp"

namespace apsis {

namespace {

ChainClock read_clock(const JsonNode& json) {
  json.allow_only({"genesis_time", "seconds_per_slot", "slots_per_epoch"});
  return {json.at("genesis_time").u64(), json.at("seconds_per_slot").u64(),
          json.at("slots_per_epoch").u64()};
}

IntervalBounds read_interval(const JsonNode& json) {
  json.allow_only({"index", "intervals_passed", "length_seconds", "first_slot", "last_slot",
                   "end_time_slot", "consensus_start_slot", "consensus_end_slot",
                   "execution_start_block", "execution_end_block", "execution_end_time",
                   "contract_start_time", "contract_end_time"});
  IntervalBounds out;
  out.index = json.at("index").u64();
  out.intervals_passed = json.at("intervals_passed").u64();
  out.length_seconds = json.at("length_seconds").u64();
  out.first_slot = json.at("first_slot").u64();
  out.last_slot = json.at("last_slot").u64();
  const auto end_time_slot = json.find("end_time_slot");
  out.end_time_slot = end_time_slot ? end_time_slot->u64() : out.last_slot;
  out.consensus_start_slot = json.at("consensus_start_slot").u64();
  out.consensus_end_slot = json.at("consensus_end_slot").u64();
  out.execution_start_block = json.at("execution_start_block").u64();
  out.execution_end_block = json.at("execution_end_block").u64();
  out.execution_end_time = json.at("execution_end_time").u64();
  if (const auto time = json.find("contract_start_time")) out.contract_start_time = time->u64();
  if (const auto time = json.find("contract_end_time")) out.contract_end_time = time->u64();
  return out;
}

RplInputs read_rpl(const JsonNode& json) {
  json.allow_only({"price", "pending_rewards", "node_share", "oracle_dao_share",
                   "protocol_dao_share", "minimum_collateral"});
  RplInputs out;
  out.price = json.at("price").amount();
  out.pending_rewards = json.at("pending_rewards").amount();
  out.node_share = json.at("node_share").amount();
  out.oracle_dao_share = json.at("oracle_dao_share").amount();
  out.protocol_dao_share = json.at("protocol_dao_share").amount();
  if (const auto value = json.find("minimum_collateral")) out.minimum_collateral = value->amount();
  return out;
}

MegapoolShares read_shares(const JsonNode& json) {
  json.allow_only({"node", "voter", "protocol_dao"});
  return {json.at("node").amount(), json.at("voter").amount(), json.at("protocol_dao").amount()};
}

std::map<std::uint64_t, bool> read_networks(const JsonNode& json) {
  std::map<std::uint64_t, bool> out;
  for (const auto& [id, enabled] : json.fields()) {
    const auto number = uint256_from_decimal(id);
    if (!number || *number > ~std::uint64_t{0}) {
      enabled.wrong("is not named by a network id");
      continue;
    }
    const bool is_new = out.emplace(static_cast<std::uint64_t>(*number), enabled.flag()).second;
    if (!is_new) enabled.wrong("network stands twice");
  }
  return out;
}

}  // namespace

Expected<NetworkSnapshot> read_network_snapshot(const std::string& text) {
  const Expected<JsonDocument> document = JsonDocument::parse(text);
  if (!document) return std::unexpected(document.error());
  JsonProblem problem;
  const JsonNode root = document->root(problem);
  root.allow_only({"format", "description", "network", "chain", "interval", "rpl",
                   "smoothing_pool_balance", "pending_voter_share", "megapool_shares",
                   "networks_enabled", "nodes", "funds"});
  if (root.at("format").text() != snapshot_format)
    root.at("format").wrong("is not \"" + std::string(snapshot_format) + "\"");
  NetworkSnapshot out;
  out.network = root.at("network").text();
  out.clock = read_clock(root.at("chain"));
  out.interval = read_interval(root.at("interval"));
  out.rpl = read_rpl(root.at("rpl"));
  out.smoothing_pool_balance = root.at("smoothing_pool_balance").amount();
  if (const auto value = root.find("pending_voter_share"))
    out.pending_voter_share = value->amount();
  if (const auto value = root.find("megapool_shares")) out.megapool_shares = read_shares(*value);
  if (const auto value = root.find("networks_enabled"))
    out.networks_enabled = read_networks(*value);
  for (const JsonNode& node : root.at("nodes").items())
    out.nodes.push_back(read_snapshot_node(node));
  if (const auto value = root.find("funds")) out.funds = read_network_funds(*value);
  check_snapshot(out, root);
  if (problem.first) return std::unexpected(*problem.first);
  return out;
}

}  // namespace apsis
