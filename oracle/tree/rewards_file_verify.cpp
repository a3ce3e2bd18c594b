// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree/rewards_file_verify.hpp"

#include <fmt/format.h>

#include "core/hex.hpp"
#include "oracle/tree/rewards_tree.hpp"

namespace apsis {

namespace {

std::string place_of(const RewardsFileNode& node) {
  return "/nodeRewards/" + to_hex(node.address);
}

Expected<void> expect_equal(const uint256& found, const uint256& expected, std::string place,
                            std::string_view meaning) {
  if (found == expected) return {};
  return fail(ErrorKind::mismatch,
              fmt::format("is {}, but {} is {}", to_decimal(found), meaning, to_decimal(expected)),
              std::move(place));
}

/// The sums of the nodes' amounts, over all and by network.
struct Sums {
  NodeAmounts all;
  NetworkAmountsById by_network;
};

Sums sums_of(const RewardsFile& file) {
  Sums out;
  for (const RewardsFileNode& node : file.nodes) {
    const NodeAmounts& amounts = node.amounts;
    out.all.collateral_rpl += amounts.collateral_rpl;
    out.all.oracle_dao_rpl += amounts.oracle_dao_rpl;
    out.all.smoothing_pool_eth += amounts.smoothing_pool_eth;
    out.all.voter_share_eth += amounts.voter_share_eth;
    NetworkAmounts& network = out.by_network[amounts.network];
    network.collateral_rpl += amounts.collateral_rpl;
    network.oracle_dao_rpl += amounts.oracle_dao_rpl;
    network.smoothing_pool_eth += amounts.smoothing_pool_eth + amounts.voter_share_eth;
  }
  return out;
}

Expected<void> check_amounts(const RewardsFile& file) {
  // Writers before ruleset 9 could not make a proof for an entry without any amount.
  if (file.header.ruleset >= first_ruleset_with_ssz_layout) return {};
  for (const RewardsFileNode& node : file.nodes) {
    const NodeAmounts& amounts = node.amounts;
    if (amounts.collateral_rpl + amounts.oracle_dao_rpl + amounts.smoothing_pool_eth == 0)
      return fail(ErrorKind::mismatch, "inconsistent: an entry without any amount", place_of(node));
  }
  return {};
}

Expected<void> check_proofs(const RewardsFile& file) {
  std::vector<Bytes32> leaves;
  for (const RewardsFileNode& node : file.nodes)
    leaves.push_back(rewards_leaf_hash(file.header.version, node.address, node.amounts));
  const Expected<RewardsTree> tree = RewardsTree::build(leaves);
  if (!tree) return std::unexpected(within("/nodeRewards", tree.error()));
  // First what each entry proves by itself: so the entry that was changed is named, not another
  // one whose proof goes past it.
  for (std::size_t i = 0; i < file.nodes.size(); ++i)
    if (rewards_proof_root(leaves[i], file.nodes[i].proof) != file.merkle_root)
      return fail(ErrorKind::mismatch,
                  "inconsistent: its amounts and its proof do not lead to the file's merkleRoot",
                  place_of(file.nodes[i]));
  for (std::size_t i = 0; i < file.nodes.size(); ++i)
    if (file.nodes[i].proof != tree->proof(leaves[i]))
      return fail(ErrorKind::mismatch, "inconsistent: its proof is not that of the file's tree",
                  place_of(file.nodes[i]) + "/merkleProof");
  const Bytes32 root = tree->root();
  if (root != file.merkle_root)
    return fail(
        ErrorKind::mismatch,
        fmt::format("is {}, but the entries give {}", to_hex(file.merkle_root), to_hex(root)),
        "/merkleRoot");
  return {};
}

Expected<void> check_network(const RewardsFileNetwork& network, const NetworkAmounts& sum) {
  const std::string place = fmt::format("/networkRewards/{}", network.id);
  const std::string_view meaning = "the sum of its nodes";
  if (auto ok = expect_equal(network.amounts.collateral_rpl, sum.collateral_rpl,
                             place + "/collateralRpl", meaning);
      !ok)
    return ok;
  if (auto ok = expect_equal(network.amounts.oracle_dao_rpl, sum.oracle_dao_rpl,
                             place + "/oracleDaoRpl", meaning);
      !ok)
    return ok;
  return expect_equal(network.amounts.smoothing_pool_eth, sum.smoothing_pool_eth,
                      place + "/smoothingPoolEth", meaning);
}

Expected<void> check_networks(const RewardsFile& file, NetworkAmountsById sums) {
  for (const RewardsFileNetwork& network : file.networks) {
    if (auto ok = check_network(network, sums[network.id]); !ok) return ok;
    sums.erase(network.id);
  }
  for (const RewardsFileNode& node : file.nodes)
    if (sums.contains(node.amounts.network))
      return fail(ErrorKind::mismatch,
                  fmt::format("network {} is not in networkRewards", node.amounts.network),
                  place_of(node) + "/rewardNetwork");
  return {};
}

/// Rulesets before 11 split the pool's ETH exactly. Ruleset 11 adds ETH from megapools, which the
/// file does not state, so there only a shortfall is wrong; rounding of the voters' shares can
/// leave up to a wei a node when nobody had an attestation. SSZ leaves out the treasury's share.
Expected<void> check_pool(const RewardsFile& file) {
  if (!file.states_treasury_share) return {};
  const RewardsTotals& totals = file.totals;
  const uint256 given = totals.pool_staker_eth + totals.node_operator_eth + totals.voter_share_eth +
                        totals.pdao_share_eth;
  const std::string place = "/totalRewards/totalSmoothingPoolEth";
  if (file.header.version < first_version_with_voter_share)
    return expect_equal(totals.smoothing_pool_eth, given, place, "the sum of its shares");
  if (given + file.nodes.size() >= totals.smoothing_pool_eth) return {};
  return fail(ErrorKind::mismatch,
              fmt::format("is {}, but only {} are given to anybody",
                          to_decimal(totals.smoothing_pool_eth), to_decimal(given)),
              place);
}

Expected<void> check_totals(const RewardsFile& file, const NodeAmounts& sum) {
  const RewardsTotals& totals = file.totals;
  const std::string place = "/totalRewards/";
  const std::string_view meaning = "the sum of the nodes";
  if (auto ok = expect_equal(totals.collateral_rpl, sum.collateral_rpl,
                             place + "totalCollateralRpl", meaning);
      !ok)
    return ok;
  if (auto ok = expect_equal(totals.oracle_dao_rpl, sum.oracle_dao_rpl, place + "totalOracleDaoRpl",
                             meaning);
      !ok)
    return ok;
  if (auto ok = expect_equal(totals.node_operator_eth, sum.smoothing_pool_eth,
                             place + "nodeOperatorSmoothingPoolEth", meaning);
      !ok)
    return ok;
  if (auto ok = expect_equal(totals.voter_share_eth, sum.voter_share_eth,
                             place + "totalVoterShareEth", meaning);
      !ok)
    return ok;
  return check_pool(file);
}

}  // namespace

Expected<void> verify_rewards_file(const RewardsFile& file) {
  if (auto ok = check_entry_order(file); !ok) return ok;
  if (auto ok = check_amounts(file); !ok) return ok;
  if (auto ok = check_proofs(file); !ok) return ok;
  Sums sums = sums_of(file);
  if (auto ok = check_networks(file, std::move(sums.by_network)); !ok) return ok;
  return check_totals(file, sums.all);
}

Expected<RewardsFileNode> rewards_claim(const RewardsFile& file, const Bytes20& address) {
  if (auto ok = verify_rewards_file(file); !ok) return std::unexpected(ok.error());
  for (const RewardsFileNode& node : file.nodes)
    if (node.address == address) return node;
  return fail(ErrorKind::usage, "the file has no reward for this address", to_hex(address),
              "check the address: it is the node's, not that of a minipool or megapool");
}

}  // namespace apsis
