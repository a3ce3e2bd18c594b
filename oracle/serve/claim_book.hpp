// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/pg/connection.hpp"
#include "oracle/tree/rewards_file.hpp"

namespace apsis {

/// Files that a folder may hold.
inline constexpr std::size_t max_files_in_book = 20'000;

/// The rewards files of one network by interval, each checked: root, proofs, totals.
class ClaimBook {
 public:
  /// Takes a file that verifies. `mismatch` when it does not, when it is of another network than
  /// the ones before, or when another root is known for the interval: then neither is served.
  Expected<void> add(RewardsFile file);

  const std::string& network() const { return network_; }
  const std::map<std::uint64_t, RewardsFile>& intervals() const { return intervals_; }
  /// Null if the interval is not known.
  const RewardsFile* find(std::uint64_t index) const;
  /// Null if the file does not reward the address.
  static const RewardsFileNode* find_node(const RewardsFile& file, const Bytes20& address);

 private:
  std::string network_;
  std::map<std::uint64_t, RewardsFile> intervals_;
  std::set<std::uint64_t> disputed_;
};

/// Rewards files below a folder, by name ("…rewards…" in JSON or SSZ, also .zst), with their sizes
/// and times of change, so that two lists differ when a file did. `unavailable` if it cannot be
/// read; `usage` for more than max_files_in_book.
Expected<std::vector<std::string>> list_rewards_files(const std::filesystem::path& folder);

/// Adds the folder's files to `book`; what is wrong with single ones goes to `problems`.
Expected<void> add_folder(const std::filesystem::path& folder, ClaimBook& book,
                          std::vector<Error>& problems);

/// Adds the complete trees that `tree run` left in the database.
Expected<void> add_complete_trees(Connection& connection, ClaimBook& book,
                                  std::vector<Error>& problems);

}  // namespace apsis
