// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "tests/cases/golden_tree_input.hpp"

namespace apsis {

namespace {

using nlohmann::json;

/// Copies `from[name]` to `to[other]` for each pair of names; what is not there is left out.
void copy(const json& from, json& to,
          std::initializer_list<std::pair<const char*, const char*>> names) {
  for (const auto& [name, other] : names)
    if (from.contains(name) && !from.at(name).is_null()) to[other] = from.at(name);
}

json beacon_of(const json& from) {
  if (!from.at("onBeacon").get<bool>()) return nullptr;
  json out;
  copy(from, out,
       {{"idx", "index"},
        {"beaconStatus", "status"},
        {"activation", "activation_epoch"},
        {"exitEpoch", "exit_epoch"},
        {"withdrawable", "withdrawable_epoch"}});
  return out;
}

json minipool_of(const json& from) {
  json out;
  copy(from, out,
       {{"addr", "address"},
        {"pubkey", "pubkey"},
        {"exists", "exists"},
        {"status", "status"},
        {"statusTime", "status_time"},
        {"fee", "node_fee"},
        {"bond", "bond"},
        {"userDep", "user_deposit"},
        {"penalties", "penalties"}});
  out["beacon"] = beacon_of(from);
  // 0 and the zero time of the case's maker both mean that there was no reduction.
  const std::string time = from.at("redTime").get<std::string>();
  if (time != "0" && !time.starts_with("-"))
    out["bond_reduction"] = {{"time", time},
                             {"previous_bond", from.at("prevBond")},
                             {"previous_fee", from.at("prevFee")}};
  return out;
}

json megapool_of(const json& from) {
  json out;
  copy(from, out,
       {{"addr", "address"},
        {"nodeBond", "node_bond"},
        {"userCapital", "user_capital"},
        {"active", "active_validators"},
        {"details", "has_details"}});
  out["validators"] = json::array();
  for (const json& validator : from.at("vals")) {
    json entry;
    copy(validator, entry,
         {{"pubkey", "pubkey"},
          {"reqVal", "requested_value_milli_eth"},
          {"reqBond", "requested_bond_milli_eth"}});
    entry["flags"] = json::array();
    for (const auto& [name, flag] :
         std::initializer_list<std::pair<const char*, const char*>>{{"staked", "staked"},
                                                                    {"inPrestake", "in_prestake"},
                                                                    {"inQueue", "in_queue"},
                                                                    {"exiting", "exiting"},
                                                                    {"exited", "exited"},
                                                                    {"dissolved", "dissolved"},
                                                                    {"locked", "locked"}})
      if (validator.at(name).get<bool>()) entry["flags"].push_back(flag);
    entry["beacon"] = beacon_of(validator);
    out["validators"].push_back(entry);
  }
  return out;
}

json node_of(const json& from) {
  json out;
  copy(from, out,
       {{"addr", "address"},
        {"reg", "registration_time"},
        {"net", "reward_network"},
        {"rpl", "legacy_rpl"},
        {"spIn", "in_smoothing_pool"},
        {"spChanged", "smoothing_pool_change_time"},
        {"odao", "oracle_dao_join_time"}});
  out["minipools"] = json::array();
  for (const json& minipool : from.at("minis")) out["minipools"].push_back(minipool_of(minipool));
  if (!from.contains("mega") || from.at("mega").is_null()) return out;
  const json& megapool = from.at("mega");
  copy(megapool, out, {{"rpl", "megapool_rpl"}, {"bonded", "megapool_bonded"}});
  if (megapool.at("deployed").get<bool>()) out["megapool"] = megapool_of(megapool);
  return out;
}

json interval_of(const json& input) {
  const json& interval = input.at("interval");
  const json& state = input.at("state");
  json out;
  copy(interval, out,
       {{"index", "index"},
        {"intervalsPassed", "intervals_passed"},
        {"firstSlot", "first_slot"},
        {"lastSlot", "last_slot"},
        {"consensusStartBlock", "consensus_start_slot"},
        {"executionStartBlock", "execution_start_block"},
        {"contractStartTime", "contract_start_time"},
        {"contractEndTime", "contract_end_time"}});
  copy(interval.at("snapshotEnd"), out,
       {{"slot", "end_time_slot"},
        {"consensusBlock", "consensus_end_slot"},
        {"executionBlock", "execution_end_block"}});
  copy(state, out, {{"intervalSec", "length_seconds"}, {"elTime", "execution_end_time"}});
  return out;
}

}  // namespace

std::string golden_snapshot_text(const json& golden) {
  const json& input = golden.at("input");
  const json& state = input.at("state");
  json out = {{"format", "apsis-network-snapshot/1"},
              {"network", input.at("interval").at("network")},
              {"interval", interval_of(input)}};
  copy(state.at("cfg"), out["chain"],
       {{"genesis", "genesis_time"},
        {"secondsPerSlot", "seconds_per_slot"},
        {"slotsPerEpoch", "slots_per_epoch"}});
  copy(state, out["rpl"],
       {{"rplPrice", "price"},
        {"pendingRpl", "pending_rewards"},
        {"nodePct", "node_share"},
        {"odaoPct", "oracle_dao_share"},
        {"pdaoPct", "protocol_dao_share"},
        {"minColl", "minimum_collateral"}});
  copy(state, out,
       {{"spBalance", "smoothing_pool_balance"}, {"pendingVoter", "pending_voter_share"}});
  if (state.contains("nodeShare"))
    copy(state, out["megapool_shares"],
         {{"nodeShare", "node"}, {"voterShare", "voter"}, {"pdaoShare", "protocol_dao"}});
  copy(input, out, {{"networksEnabled", "networks_enabled"}});
  out["nodes"] = json::array();
  for (const json& node : state.at("nodes")) out["nodes"].push_back(node_of(node));
  return out.dump();
}

}  // namespace apsis
