// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/json_reader.hpp"
#include "oracle/tree/rewards_file.hpp"
#include "oracle/tree/rewards_tree.hpp"

namespace apsis {

namespace {

RewardsTotals read_totals(const JsonNode& node, std::uint64_t version) {
  node.allow_only({"totalProtocolDaoEth", "protocolDaoRpl", "totalCollateralRpl",
                   "totalOracleDaoRpl", "totalSmoothingPoolEth", "poolStakerSmoothingPoolEth",
                   "nodeOperatorSmoothingPoolEth", "totalNodeWeight", "totalVoterShareEth",
                   "smoothingPoolVoterShareEth", "totalPdaoShareEth"});
  RewardsTotals out;
  out.protocol_dao_rpl = node.at("protocolDaoRpl").amount();
  out.collateral_rpl = node.at("totalCollateralRpl").amount();
  out.oracle_dao_rpl = node.at("totalOracleDaoRpl").amount();
  out.smoothing_pool_eth = node.at("totalSmoothingPoolEth").amount();
  out.pool_staker_eth = node.at("poolStakerSmoothingPoolEth").amount();
  out.node_operator_eth = node.at("nodeOperatorSmoothingPoolEth").amount();
  // A weight is ETH scaled by up to about 200 and summed: it has its own range.
  if (const auto weight = node.find("totalNodeWeight")) out.node_weight = weight->big();
  if (version >= first_version_with_voter_share) {
    out.voter_share_eth = node.at("totalVoterShareEth").amount();
    out.smoothing_pool_voter_share_eth = node.at("smoothingPoolVoterShareEth").amount();
    out.pdao_share_eth = node.at("totalPdaoShareEth").amount();
  }
  // Some files of version 3 hold the text "null" here: a field that was never filled.
  if (const auto artefact = node.find("totalProtocolDaoEth"))
    if (artefact->text() != "null") artefact->wrong("is not the text \"null\"");
  return out;
}

RewardsFileNetwork read_network(std::string_view id, const JsonNode& node) {
  node.allow_only({"collateralRpl", "oracleDaoRpl", "smoothingPoolEth"});
  RewardsFileNetwork out;
  const auto number = uint256_from_decimal(id);
  if (!number || *number > ~std::uint64_t{0}) node.wrong("is not named by a network id");
  out.id = number ? static_cast<std::uint64_t>(*number & ~std::uint64_t{0}) : 0;
  out.amounts.collateral_rpl = node.at("collateralRpl").amount();
  out.amounts.oracle_dao_rpl = node.at("oracleDaoRpl").amount();
  out.amounts.smoothing_pool_eth = node.at("smoothingPoolEth").amount();
  return out;
}

RewardsFileNode read_node(std::string_view address, const JsonNode& node, std::uint64_t version) {
  if (version == 1)
    node.allow_only({"rewardNetwork", "collateralRpl", "oracleDaoRpl", "smoothingPoolEth",
                     "smoothingPoolEligibilityRate", "merkleProof"});
  else if (version < first_version_with_voter_share)
    node.allow_only(
        {"rewardNetwork", "collateralRpl", "oracleDaoRpl", "smoothingPoolEth", "merkleProof"});
  else
    node.allow_only({"rewardNetwork", "collateralRpl", "oracleDaoRpl", "smoothingPoolEth",
                     "voterShareEth", "merkleProof"});
  RewardsFileNode out{};
  const auto bytes = array_from_hex<20>(address);
  if (!bytes || address != to_hex(*bytes)) node.wrong("is not named by a lower-case address");
  if (bytes) out.address = *bytes;
  out.amounts.network = node.at("rewardNetwork").u64();
  out.amounts.collateral_rpl = node.at("collateralRpl").amount();
  out.amounts.oracle_dao_rpl = node.at("oracleDaoRpl").amount();
  out.amounts.smoothing_pool_eth = node.at("smoothingPoolEth").amount();
  if (version >= first_version_with_voter_share)
    out.amounts.voter_share_eth = node.at("voterShareEth").amount();
  if (const auto proof = node.find("merkleProof"))
    for (const JsonNode& hash : proof->items()) out.proof.push_back(hash.bytes<32>());
  return out;
}

RewardsFile read_header(const JsonNode& root) {
  root.allow_only({"rewardsFileVersion", "rulesetVersion", "index", "network", "startTime",
                   "endTime", "consensusStartBlock", "consensusEndBlock", "executionStartBlock",
                   "executionEndBlock", "intervalsPassed", "merkleRoot",
                   "minipoolPerformanceFileCid", "totalRewards", "networkRewards", "nodeRewards"});
  RewardsFile out;
  out.header = read_file_header(root);
  out.intervals_passed = root.at("intervalsPassed").u64();
  out.merkle_root = root.at("merkleRoot").bytes<32>();
  if (const auto cid = root.find("minipoolPerformanceFileCid"))
    out.performance_file_cid = cid->plain_text();
  return out;
}

}  // namespace

Expected<RewardsFile> read_rewards_file(const std::string& text) {
  const Expected<JsonDocument> document = JsonDocument::parse(text);
  if (!document) return std::unexpected(document.error());
  JsonProblem problem;
  const JsonNode root = document->root(problem);
  RewardsFile out = read_header(root);
  const JsonNode totals = root.at("totalRewards");
  out.totals = read_totals(totals, out.header.version);
  out.has_unfilled_treasury_total = totals.find("totalProtocolDaoEth").has_value();
  for (const auto& [id, node] : root.at("networkRewards").fields())
    out.networks.push_back(read_network(id, node));
  for (const auto& [address, node] : root.at("nodeRewards").fields())
    out.nodes.push_back(read_node(address, node, out.header.version));
  if (problem.first) return std::unexpected(*problem.first);
  if (auto ok = check_entry_order(out); !ok) return std::unexpected(ok.error());
  return out;
}

}  // namespace apsis
