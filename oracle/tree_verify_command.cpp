// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree_verify_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/hex.hpp"
#include "oracle/state/text_file.hpp"
#include "oracle/tree/rewards_file_verify.hpp"
#include "oracle/tree/rewards_tree.hpp"
#include "oracle/tree/tree_file.hpp"

namespace apsis {

namespace fs = std::filesystem;

namespace {

Expected<RewardsFile> load(const fs::path& path) {
  const Expected<std::string> text = read_text_file(path);
  if (!text) return std::unexpected(text.error());
  return read_any_rewards_file(*text);
}

/// Performance files and others stand in the same folders; only rewards files have a root.
bool looks_like_rewards_file(const fs::path& path) {
  if (path.extension() != ".json") return false;
  const Expected<std::string> text = read_text_file(path);
  return text && text->find("\"merkleRoot\"") != std::string::npos &&
         text->find("\"nodeRewards\"") != std::string::npos;
}

std::vector<fs::path> rewards_files_under(const fs::path& place) {
  if (!fs::is_directory(place)) return {place};
  std::vector<fs::path> out;
  for (const auto& entry : fs::recursive_directory_iterator(place))
    if (entry.is_regular_file() && looks_like_rewards_file(entry.path()))
      out.push_back(entry.path());
  std::ranges::sort(out);
  return out;
}

int verify_one(const fs::path& path) {
  const Expected<RewardsFile> file = load(path);
  const Expected<void> verified =
      file ? verify_rewards_file(*file) : Expected<void>(std::unexpected(file.error()));
  if (!verified) {
    std::cout << fmt::format("{}: WRONG: {}\n", path.string(), verified.error().text());
    return exit_status(verified.error().kind);
  }
  std::cout << fmt::format("{}: ok, {} interval {}, file version {}, {} nodes, root {}\n",
                           path.string(), file->header.network, file->header.index,
                           file->header.version, file->nodes.size(), to_hex(file->merkle_root));
  return 0;
}

}  // namespace

int run_tree_verify(const std::vector<fs::path>& places) {
  int status = 0;
  for (const fs::path& place : places) {
    if (!fs::exists(place)) {
      std::cerr << place.string() << ": no such file or folder\n";
      return exit_status(ErrorKind::usage);
    }
    const std::vector<fs::path> files = rewards_files_under(place);
    if (files.empty()) {
      std::cerr << place.string() << ": no rewards file is there\n";
      return exit_status(ErrorKind::usage);
    }
    // Wrong data (1) outweighs a file that could not be read (3): it will not get better.
    for (const fs::path& file : files) {
      const int one = verify_one(file);
      if (one != 0) status = status == 0 ? one : std::min(status, one);
    }
  }
  return status;
}

int run_tree_proof(const fs::path& path, const std::string& address_text) {
  const auto address = array_from_hex<20>(address_text);
  if (!address) {
    std::cerr << address_text << ": is not an address (20 bytes in hex)\n";
    return exit_status(ErrorKind::usage);
  }
  const Expected<RewardsFile> file = load(path);
  const Expected<RewardsFileNode> claim =
      file ? rewards_claim(*file, *address)
           : Expected<RewardsFileNode>(std::unexpected(file.error()));
  if (!claim) {
    std::cerr << path.string() << ": " << claim.error().text() << "\n";
    return exit_status(claim.error().kind);
  }
  nlohmann::ordered_json out = {
      {"network", file->header.network},
      {"index", file->header.index},
      {"merkleRoot", to_hex(file->merkle_root)},
      {"address", to_hex(claim->address)},
      {"rewardNetwork", claim->amounts.network},
      {"amountRpl", to_decimal(claim->amounts.collateral_rpl + claim->amounts.oracle_dao_rpl)},
      {"amountSmoothingPoolEth", to_decimal(claim->amounts.smoothing_pool_eth)}};
  if (file->header.version >= first_version_with_voter_share)
    out["amountVoterEth"] = to_decimal(claim->amounts.voter_share_eth);
  out["merkleProof"] = nlohmann::json::array();
  for (const Bytes32& hash : claim->proof) out["merkleProof"].push_back(to_hex(hash));
  std::cout << out.dump(2) << "\n";
  return 0;
}

}  // namespace apsis
