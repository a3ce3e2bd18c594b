// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree/rewards_file.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

#include "core/hex.hpp"
#include "oracle/tree/rewards_file_verify.hpp"
#include "oracle/tree/rewards_tree.hpp"

using apsis::RewardsFile;

namespace {

/// A file of version 4 with two nodes that verifies.
RewardsFile good_file() {
  RewardsFile file;
  file.header.version = 4;
  file.header.ruleset = 11;
  file.nodes.resize(2);
  file.nodes[0].address[0] = 1;
  file.nodes[0].amounts.collateral_rpl = 10;
  file.nodes[1].address[0] = 2;
  file.nodes[1].amounts = {0, 20, 3, 40, 5};
  file.networks = {{0, {30, 3, 45}}};
  file.totals = {100, 30, 3, 100, 55, 40, 0, 5, 5, 0};
  std::vector<apsis::Bytes32> leaves;
  for (const auto& node : file.nodes)
    leaves.push_back(apsis::rewards_leaf_hash(4, node.address, node.amounts));
  const auto tree = apsis::RewardsTree::build(leaves);
  file.merkle_root = tree->root();
  for (std::size_t i = 0; i < 2; ++i) file.nodes[i].proof = *tree->proof(leaves[i]);
  return file;
}

std::string complaint(const RewardsFile& file) {
  const auto verified = apsis::verify_rewards_file(file);
  return verified ? "" : verified.error().text();
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const std::string minimal_v2 = R"({"rewardsFileVersion": 2, "rulesetVersion": 7, "index": 15,
  "network": "mainnet", "startTime": "a", "endTime": "b", "consensusEndBlock": 9,
  "executionEndBlock": 8, "intervalsPassed": 1, "merkleRoot": "0xROOT",
  "minipoolPerformanceFileCid": "cid",
  "totalRewards": {"protocolDaoRpl": "1", "totalCollateralRpl": "2", "totalOracleDaoRpl": "0",
    "totalSmoothingPoolEth": "0", "poolStakerSmoothingPoolEth": "0",
    "nodeOperatorSmoothingPoolEth": "0"},
  "networkRewards": {"0": {"collateralRpl": "2", "oracleDaoRpl": "0", "smoothingPoolEth": "0"}},
  "nodeRewards": {"0x0100000000000000000000000000000000000000": {"rewardNetwork": 0,
    "collateralRpl": "2", "oracleDaoRpl": "0", "smoothingPoolEth": "0", "merkleProof": []}}})";

std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string good_text() {
  apsis::NodeAmounts amounts;
  amounts.collateral_rpl = 2;
  apsis::Bytes20 address{1};
  return with(minimal_v2, "0xROOT", apsis::to_hex(apsis::rewards_leaf_hash(2, address, amounts)));
}

std::string read_complaint(const std::string& text) {
  const auto file = apsis::read_rewards_file(text);
  return file ? "" : file.error().text();
}

}  // namespace

TEST_CASE("a good rewards file verifies") {
  CHECK(complaint(good_file()) == "");
  const auto file = apsis::read_rewards_file(good_text());
  REQUIRE(file);
  CHECK(complaint(*file) == "");
}

TEST_CASE("unsorted and duplicate entries are named") {
  RewardsFile file = good_file();
  std::swap(file.nodes[0], file.nodes[1]);
  CHECK(contains(complaint(file), "unsorted"));
  CHECK(contains(complaint(file), "/nodeRewards/0x01"));
  file = good_file();
  file.nodes[1] = file.nodes[0];
  CHECK(contains(complaint(file), "duplicate"));
}

TEST_CASE("a changed amount or proof names its entry") {
  RewardsFile file = good_file();
  file.nodes[1].amounts.smoothing_pool_eth += 1;
  CHECK(contains(complaint(file), "/nodeRewards/0x02"));
  file = good_file();
  file.nodes[1].proof[0][31] ^= 1;
  CHECK(contains(complaint(file), "/nodeRewards/0x02"));
  file = good_file();
  file.merkle_root[0] ^= 1;
  CHECK(complaint(file) != "");
}

TEST_CASE("sums that do not fit are named") {
  RewardsFile file = good_file();
  file.networks[0].amounts.oracle_dao_rpl += 1;
  CHECK(contains(complaint(file), "/networkRewards/0/oracleDaoRpl"));
  file = good_file();
  file.networks.clear();
  CHECK(contains(complaint(file), "rewardNetwork"));
  file = good_file();
  file.networks.push_back(file.networks[0]);
  CHECK(contains(complaint(file), "duplicate entry"));
  file = good_file();
  file.totals.collateral_rpl += 1;
  CHECK(contains(complaint(file), "/totalRewards/totalCollateralRpl"));
  file = good_file();
  file.totals.oracle_dao_rpl += 1;
  CHECK(contains(complaint(file), "/totalRewards/totalOracleDaoRpl"));
  file = good_file();
  file.totals.node_operator_eth += 1;
  CHECK(contains(complaint(file), "/totalRewards/nodeOperatorSmoothingPoolEth"));
  file = good_file();
  file.totals.voter_share_eth += 1;
  CHECK(contains(complaint(file), "/totalRewards/totalVoterShareEth"));
  file = good_file();
  file.totals.smoothing_pool_eth += 10;
  CHECK(contains(complaint(file), "/totalRewards/totalSmoothingPoolEth"));
}

TEST_CASE("before ruleset 9 an entry without any amount is wrong") {
  const std::string node_part = "\"rewardNetwork\": 0,\n    \"collateralRpl\": ";
  const auto file =
      apsis::read_rewards_file(with(good_text(), node_part + "\"2\"", node_part + "\"0\""));
  REQUIRE(file);
  CHECK(contains(complaint(*file), "without any amount"));
}

TEST_CASE("a claim is found by address, and an unknown address is a wrong call") {
  const RewardsFile file = good_file();
  const auto claim = apsis::rewards_claim(file, file.nodes[1].address);
  REQUIRE(claim);
  CHECK(claim->amounts.smoothing_pool_eth == 40);
  const auto none = apsis::rewards_claim(file, apsis::Bytes20{9});
  REQUIRE(!none);
  CHECK(none.error().kind == apsis::ErrorKind::usage);
  RewardsFile broken = file;
  broken.totals.collateral_rpl += 1;
  const auto refused = apsis::rewards_claim(broken, file.nodes[1].address);
  REQUIRE(!refused);
  CHECK(refused.error().kind == apsis::ErrorKind::mismatch);
}

TEST_CASE("the reader names the path of what is wrong") {
  CHECK(contains(read_complaint("{"), "not JSON"));
  CHECK(contains(read_complaint("[]"), "is not an object"));
  CHECK(contains(read_complaint(with(good_text(), "\"index\": 15,", "")), "/index"));
  CHECK(contains(read_complaint(with(good_text(), "\"index\"", "\"indeks\"")), "/indeks"));
  CHECK(contains(
      read_complaint(with(good_text(), "\"rewardsFileVersion\": 2", "\"rewardsFileVersion\": 5")),
      "/rewardsFileVersion"));
  CHECK(contains(read_complaint(with(good_text(), "0x0100", "0x01G0")), "lower-case address"));
  CHECK(contains(
      read_complaint(with(good_text(), "\"protocolDaoRpl\": \"1\"", "\"protocolDaoRpl\": \"-1\"")),
      "/totalRewards/protocolDaoRpl"));
  CHECK(contains(
      read_complaint(with(good_text(), "\"merkleProof\": []", "\"merkleProof\": [\"0x12\"]")),
      "merkleProof/0"));
  CHECK(contains(read_complaint(with(good_text(), "{\"0\":", "{\"zero\":")), "network id"));
  CHECK(contains(read_complaint(with(good_text(), "\"merkleProof\": []",
                                     "\"merkleProof\": [], \"voterShareEth\": \"0\"")),
                 "unknown field"));
}

TEST_CASE("texts that a written file would have to escape are refused") {
  for (const auto& [from, to, path] :
       {std::array{R"("mainnet")", R"("main\"net")", "/network"},
        std::array{R"("startTime": "a")", R"("startTime": "a\\")", "/startTime"},
        std::array{R"("endTime": "b")", R"("endTime": "b\n")", "/endTime"},
        std::array{R"("cid")", R"("\u00e9")", "/minipoolPerformanceFileCid"}})
    CHECK_MESSAGE(contains(read_complaint(with(good_text(), from, to)), path), to);
}
