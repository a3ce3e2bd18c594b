// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree/rewards_file_writer.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/hex.hpp"
#include "oracle/tree/interval_header.hpp"
#include "oracle/tree/rewards_tree.hpp"

namespace apsis {

namespace {

/// Most networks that a file can list.
constexpr std::uint64_t max_padded_network = 127;

std::string quoted_amount(std::string_view key, const uint256& value) {
  return fmt::format("\"{}\":\"{}\"", key, to_decimal(value));
}

/// Chains that have no published id are written as the id 0.
std::string published_network(const std::string& network) {
  return network == "mainnet" || network == "testnet" ? network : "0";
}

/// Up to ruleset 8 the network stands after the index, and the end blocks are left out if 0 too.
std::string header_json(const RewardsFile& file) {
  const FileHeader& header = file.header;
  const bool is_old = header.ruleset < first_ruleset_with_ssz_layout;
  const std::string index = fmt::format("\"index\":{},", header.index);
  const std::string network = fmt::format(
      "\"network\":\"{}\",", is_old ? header.network : published_network(header.network));
  std::string out = fmt::format("\"rewardsFileVersion\":{},\"rulesetVersion\":{},", header.version,
                                header.ruleset);
  out += is_old ? index + network : network + index;
  out +=
      fmt::format("\"startTime\":\"{}\",\"endTime\":\"{}\",", header.start_time, header.end_time);
  const auto add = [&out](std::string_view key, std::uint64_t value, bool left_out_if_zero) {
    if (value != 0 || !left_out_if_zero) out += fmt::format("\"{}\":{},", key, value);
  };
  add("consensusStartBlock", header.consensus_start_block, true);
  add("consensusEndBlock", header.consensus_end_block, is_old);
  add("executionStartBlock", header.execution_start_block, true);
  add("executionEndBlock", header.execution_end_block, is_old);
  out += fmt::format("\"intervalsPassed\":{},\"merkleRoot\":\"{}\"", file.intervals_passed,
                     to_hex(file.merkle_root));
  if (!file.performance_file_cid.empty())
    out += fmt::format(",\"minipoolPerformanceFileCid\":\"{}\"", file.performance_file_cid);
  return out;
}

std::string totals_json(const RewardsFile& file) {
  const RewardsTotals& totals = file.totals;
  const bool is_old = file.header.ruleset < first_ruleset_with_ssz_layout;
  const bool has_voter_share = file.header.version >= first_version_with_voter_share;
  std::string out;
  if (file.has_unfilled_treasury_total) out = "\"totalProtocolDaoEth\":\"null\",";
  out += quoted_amount("protocolDaoRpl", totals.protocol_dao_rpl) + "," +
         quoted_amount("totalCollateralRpl", totals.collateral_rpl) + "," +
         quoted_amount("totalOracleDaoRpl", totals.oracle_dao_rpl) + "," +
         quoted_amount("totalSmoothingPoolEth", totals.smoothing_pool_eth) + "," +
         quoted_amount("poolStakerSmoothingPoolEth", totals.pool_staker_eth) + "," +
         quoted_amount("nodeOperatorSmoothingPoolEth", totals.node_operator_eth);
  if (totals.node_weight != 0 || !is_old)
    out += "," + quoted_amount("totalNodeWeight", totals.node_weight);
  if (!has_voter_share) return out;
  return out + "," + quoted_amount("totalVoterShareEth", totals.voter_share_eth) + "," +
         quoted_amount("smoothingPoolVoterShareEth", totals.smoothing_pool_voter_share_eth) + "," +
         quoted_amount("totalPdaoShareEth", totals.pdao_share_eth);
}

std::string network_json(const RewardsFileNetwork& network) {
  return fmt::format("\"{}\":{{{},{},{}}}", network.id,
                     quoted_amount("collateralRpl", network.amounts.collateral_rpl),
                     quoted_amount("oracleDaoRpl", network.amounts.oracle_dao_rpl),
                     quoted_amount("smoothingPoolEth", network.amounts.smoothing_pool_eth));
}

/// Networks with an entry; up to ruleset 8 all ids up to the greatest of them.
std::vector<RewardsFileNetwork> networks_of(const IntervalResult& result, const Ruleset& ruleset) {
  NetworkAmountsById networks = result.networks;
  if (ruleset.number < first_ruleset_with_ssz_layout) {
    const std::uint64_t greatest = networks.empty() ? 0 : networks.rbegin()->first;
    for (std::uint64_t id = 0; id <= std::min(greatest, max_padded_network); ++id) networks[id];
  }
  std::vector<RewardsFileNetwork> out;
  for (const auto& [id, amounts] : networks) out.push_back({id, amounts});
  // The published maps are sorted by their keys as texts.
  std::ranges::sort(out, {},
                    [](const RewardsFileNetwork& network) { return std::to_string(network.id); });
  return out;
}

bool is_zero(const NodeAmounts& amounts) {
  return amounts.collateral_rpl + amounts.oracle_dao_rpl + amounts.smoothing_pool_eth == 0;
}

std::string node_json(const RewardsFileNode& node, bool has_voter_share) {
  const NodeAmounts& amounts = node.amounts;
  std::string out =
      fmt::format("\"{}\":{{\"rewardNetwork\":{},{},{},{},", to_hex(node.address), amounts.network,
                  quoted_amount("collateralRpl", amounts.collateral_rpl),
                  quoted_amount("oracleDaoRpl", amounts.oracle_dao_rpl),
                  quoted_amount("smoothingPoolEth", amounts.smoothing_pool_eth));
  if (has_voter_share) out += quoted_amount("voterShareEth", amounts.voter_share_eth) + ",";
  out += "\"merkleProof\":[";
  for (std::size_t i = 0; i < node.proof.size(); ++i)
    out += fmt::format("{}\"{}\"", i == 0 ? "" : ",", to_hex(node.proof[i]));
  return out + "]}";
}

}  // namespace

Expected<RewardsFile> build_rewards_file(const NetworkSnapshot& snapshot, const Ruleset& ruleset,
                                         const IntervalResult& result) {
  RewardsFile file;
  file.header = interval_file_header(snapshot, ruleset, result);
  file.intervals_passed = snapshot.interval.intervals_passed;
  file.totals = result.totals;
  file.has_unfilled_treasury_total = ruleset.number >= first_ruleset_with_ssz_layout &&
                                     ruleset.file_version < first_version_with_voter_share;
  file.networks = networks_of(result, ruleset);
  std::vector<Bytes32> leaves;
  for (const auto& [address, amounts] : result.nodes) {
    if (ruleset.number < first_ruleset_with_ssz_layout && is_zero(amounts))
      return fail(ErrorKind::invalid,
                  "is rewarded with nothing: up to ruleset 8 no tree is made with such a node",
                  to_hex(address));
    file.nodes.push_back({address, amounts, {}});
    leaves.push_back(rewards_leaf_hash(ruleset.file_version, address, amounts));
  }
  const Expected<RewardsTree> tree = RewardsTree::build(leaves);
  if (!tree) return std::unexpected(tree.error());
  file.merkle_root = tree->root();
  for (std::size_t i = 0; i < leaves.size(); ++i) file.nodes[i].proof = *tree->proof(leaves[i]);
  return file;
}

std::string write_rewards_file(const RewardsFile& file) {
  const bool has_voter_share = file.header.version >= first_version_with_voter_share;
  std::string out = "{" + header_json(file) + ",\"totalRewards\":{" + totals_json(file) +
                    "},\"networkRewards\":{";
  for (std::size_t i = 0; i < file.networks.size(); ++i)
    out += (i == 0 ? "" : ",") + network_json(file.networks[i]);
  out += "},\"nodeRewards\":{";
  for (std::size_t i = 0; i < file.nodes.size(); ++i)
    out += (i == 0 ? "" : ",") + node_json(file.nodes[i], has_voter_share);
  return out + "}}";
}

}  // namespace apsis
