// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/serve/answer_json.hpp"

#include <nlohmann/json.hpp>

#include "core/hex.hpp"
#include "oracle/tree/rewards_tree.hpp"

namespace apsis {

namespace {

using Json = nlohmann::ordered_json;

Json head_of(const RewardsFile& file) {
  const FileHeader& header = file.header;
  return {{"index", header.index},
          {"network", header.network},
          {"rulesetVersion", header.ruleset},
          {"rewardsFileVersion", header.version},
          {"merkleRoot", to_hex(file.merkle_root)},
          {"startTime", header.start_time},
          {"endTime", header.end_time},
          {"nodeCount", file.nodes.size()}};
}

Json totals_of(const RewardsTotals& totals) {
  return {{"protocolDaoRpl", to_decimal(totals.protocol_dao_rpl)},
          {"totalCollateralRpl", to_decimal(totals.collateral_rpl)},
          {"totalOracleDaoRpl", to_decimal(totals.oracle_dao_rpl)},
          {"totalSmoothingPoolEth", to_decimal(totals.smoothing_pool_eth)},
          {"poolStakerSmoothingPoolEth", to_decimal(totals.pool_staker_eth)},
          {"nodeOperatorSmoothingPoolEth", to_decimal(totals.node_operator_eth)},
          {"totalVoterShareEth", to_decimal(totals.voter_share_eth)},
          {"totalPdaoShareEth", to_decimal(totals.pdao_share_eth)}};
}

void add_amounts(Json& out, const NodeAmounts& amounts) {
  out["rewardNetwork"] = amounts.network;
  out["collateralRpl"] = to_decimal(amounts.collateral_rpl);
  out["oracleDaoRpl"] = to_decimal(amounts.oracle_dao_rpl);
  out["smoothingPoolEth"] = to_decimal(amounts.smoothing_pool_eth);
  out["voterShareEth"] = to_decimal(amounts.voter_share_eth);
}

}  // namespace

std::string intervals_json(const ClaimBook& book) {
  Json out = {{"network", book.network()}, {"intervals", Json::array()}};
  for (const auto& [index, file] : book.intervals()) out["intervals"].push_back(head_of(file));
  return out.dump();
}

std::string interval_json(const RewardsFile& file) {
  Json out = head_of(file);
  const FileHeader& header = file.header;
  out["intervalsPassed"] = file.intervals_passed;
  out["consensusStartBlock"] = header.consensus_start_block;
  out["consensusEndBlock"] = header.consensus_end_block;
  out["executionStartBlock"] = header.execution_start_block;
  out["executionEndBlock"] = header.execution_end_block;
  out["totalRewards"] = totals_of(file.totals);
  out["networkRewards"] = Json::array();
  for (const RewardsFileNetwork& network : file.networks)
    out["networkRewards"].push_back(
        {{"rewardNetwork", network.id},
         {"collateralRpl", to_decimal(network.amounts.collateral_rpl)},
         {"oracleDaoRpl", to_decimal(network.amounts.oracle_dao_rpl)},
         {"smoothingPoolEth", to_decimal(network.amounts.smoothing_pool_eth)}});
  return out.dump();
}

std::string claim_json(const RewardsFile& file, const RewardsFileNode& node) {
  Json out = {{"network", file.header.network},
              {"index", file.header.index},
              {"merkleRoot", to_hex(file.merkle_root)},
              {"address", to_hex(node.address)}};
  add_amounts(out, node.amounts);
  out["amountRpl"] = to_decimal(node.amounts.collateral_rpl + node.amounts.oracle_dao_rpl);
  out["merkleLeaf"] = to_hex(rewards_leaf_hash(file.header.version, node.address, node.amounts));
  out["merkleProof"] = Json::array();
  for (const Bytes32& hash : node.proof) out["merkleProof"].push_back(to_hex(hash));
  return out.dump();
}

std::string running_json(const RunningView& running) {
  Json out = {{"network", running.network},
              {"index", running.index},
              {"rulesetVersion", running.ruleset},
              {"firstEpoch", running.first_epoch},
              {"lastEpoch", running.last_epoch},
              {"plannedLastEpoch", running.planned_last_epoch},
              {"isComplete", running.is_complete},
              {"merkleRoot", running.merkle_root},
              {"snapshotSha256", running.snapshot_sha256},
              {"totalRewards", totals_of(running.totals)},
              {"nodes", Json::array()}};
  for (const auto& [address, amounts] : running.shares) {
    Json node = {{"address", to_hex(address)}};
    add_amounts(node, amounts);
    out["nodes"].push_back(std::move(node));
  }
  return out.dump();
}

std::string running_share_json(const RunningView& running, const Bytes20& address) {
  Json out = {{"network", running.network},
              {"index", running.index},
              {"lastEpoch", running.last_epoch},
              {"address", to_hex(address)}};
  const auto found = running.shares.find(address);
  add_amounts(out, found == running.shares.end() ? NodeAmounts{} : found->second);
  return out.dump();
}

std::string problem_json(int status, std::string_view message) {
  return Json{{"error", {{"status", status}, {"message", message}}}}.dump();
}

}  // namespace apsis
