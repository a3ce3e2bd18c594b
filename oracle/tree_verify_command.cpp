// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree_verify_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/hex.hpp"
#include "oracle/state/text_file.hpp"
#include "oracle/tree/float_performance.hpp"
#include "oracle/tree/performance_verify.hpp"
#include "oracle/tree/rewards_file_verify.hpp"
#include "oracle/tree/rewards_tree.hpp"
#include "oracle/tree/tree_file.hpp"

namespace apsis {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t first_performance_version_in_integers = 2;

Expected<RewardsFile> load(const fs::path& path) {
  Expected<std::string> text = read_text_file(path);
  if (!text) return std::unexpected(text.error());
  return read_any_rewards_file(std::move(*text));
}

/// A folder's files are told apart by their published names, and where those were changed by what
/// JSON holds.
bool is_performance_name(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with("rp-performance-") || name.starts_with("rp-minipool-performance-");
}

bool looks_like_tree_file(const fs::path& path) {
  const std::string name = path.filename().string();
  if (name.ends_with(".partial")) return false;
  if (name.starts_with("rp-rewards-") || is_performance_name(path))
    return name.ends_with(".json") || name.ends_with(".ssz") || name.ends_with(".zst");
  if (path.extension() != ".json") return false;
  const Expected<std::string> text = read_text_file(path);
  return text && text->find("\"merkleRoot\"") != std::string::npos &&
         text->find("\"nodeRewards\"") != std::string::npos;
}

std::vector<fs::path> tree_files_under(const fs::path& place) {
  if (!fs::is_directory(place)) return {place};
  std::vector<fs::path> out;
  for (const auto& entry : fs::recursive_directory_iterator(place))
    if (entry.is_regular_file() && looks_like_tree_file(entry.path())) out.push_back(entry.path());
  std::ranges::sort(out);
  return out;
}

int tell_wrong(const fs::path& path, const Error& error) {
  std::cout << fmt::format("{}: WRONG: {}\n", path.string(), error.text());
  return exit_status(error.kind);
}

int verify_rewards(const fs::path& path, const RootSource& root) {
  const Expected<RewardsFile> file = load(path);
  if (!file) return tell_wrong(path, file.error());
  if (auto ok = verify_rewards_file(*file); !ok) return tell_wrong(path, ok.error());
  if (auto ok = check_root(root, *file); !ok) return tell_wrong(path, ok.error());
  std::cout << fmt::format("{}: ok, {} interval {}, file version {}, {} nodes, root {}{}\n",
                           path.string(), file->header.network, file->header.index,
                           file->header.version, file->nodes.size(), to_hex(file->merkle_root),
                           root.execution.empty() ? "" : " as on chain");
  return 0;
}

/// Files from before interval 15, whose amounts are floating point.
int verify_float_performance(const fs::path& path, const std::string& text) {
  const Expected<FloatPerformanceFile> file = read_float_performance(text);
  if (!file) return tell_wrong(path, file.error());
  const fs::path beside =
      path.parent_path() / rewards_file_name(file->header.network, file->header.index, "json");
  if (!fs::exists(beside)) {
    std::cout << fmt::format("{}: readable; {} is not beside it to compare with\n", path.string(),
                             beside.filename().string());
    return 0;
  }
  const Expected<RewardsFile> rewards = load(beside);
  if (!rewards) return tell_wrong(beside, rewards.error());
  if (auto ok = verify_float_performance(*file, *rewards); !ok) return tell_wrong(path, ok.error());
  std::cout << fmt::format("{}: ok, {} minipools, fits {}\n", path.string(), file->minipools.size(),
                           beside.filename().string());
  return 0;
}

/// A performance file proves something only together with the rewards file beside it.
int verify_performance(const fs::path& path) {
  const Expected<std::string> packed = read_text_file(path);
  const Expected<std::string> text =
      packed ? unpacked(*packed) : Expected<std::string>(std::unexpected(packed.error()));
  if (!text) return tell_wrong(path, text.error());
  if (text->find("\"rewardsFileVersion\"") == std::string::npos)
    return verify_float_performance(path, *text);
  const Expected<PerformanceFile> file = read_performance_file(*text);
  if (!file) return tell_wrong(path, file.error());
  const FileHeader& header = file->header;
  const fs::path beside =
      path.parent_path() / rewards_file_name(header.network, header.index, "json");
  if (!fs::exists(beside) || header.version < first_performance_version_in_integers) {
    std::cout << fmt::format("{}: readable; {} is not beside it to compare with\n", path.string(),
                             beside.filename().string());
    return 0;
  }
  const Expected<RewardsFile> rewards = load(beside);
  if (!rewards) return tell_wrong(beside, rewards.error());
  if (auto ok = verify_performance_file(*file, *rewards); !ok) return tell_wrong(path, ok.error());
  std::cout << fmt::format("{}: ok, {} minipools, {} megapools, fits {}\n", path.string(),
                           file->minipools.size(), file->megapools.size(),
                           beside.filename().string());
  return 0;
}

}  // namespace

int run_tree_verify(const std::vector<fs::path>& places, const RootSource& root) {
  int status = 0;
  for (const fs::path& place : places) {
    if (!fs::exists(place)) {
      std::cerr << place.string() << ": no such file or folder\n";
      return exit_status(ErrorKind::usage);
    }
    const std::vector<fs::path> files = tree_files_under(place);
    if (files.empty()) {
      std::cerr << place.string() << ": no rewards file is there\n";
      return exit_status(ErrorKind::usage);
    }
    // Wrong data (1) outweighs a file that could not be read (3): it will not get better.
    for (const fs::path& file : files) {
      const int one =
          is_performance_name(file) ? verify_performance(file) : verify_rewards(file, root);
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
