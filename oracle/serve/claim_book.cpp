// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/serve/claim_book.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/hex.hpp"
#include "oracle/state/text_file.hpp"
#include "oracle/tree/rewards_file_verify.hpp"
#include "oracle/tree/tree_file.hpp"

namespace apsis {

namespace fs = std::filesystem;

namespace {

bool has_rewards_name(std::string name) {
  if (name.ends_with(".zst")) name.resize(name.size() - 4);
  return name.find("rewards") != std::string::npos &&
         (name.ends_with(".json") || name.ends_with(".ssz"));
}

/// Paths of rewards files below the folder, ascending.
Expected<std::vector<fs::path>> rewards_paths(const fs::path& folder) {
  std::error_code failed;
  std::vector<fs::path> out;
  for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end;
       at.increment(failed)) {
    if (at->is_regular_file(failed) && has_rewards_name(at->path().filename().string()))
      out.push_back(at->path());
    if (out.size() > max_files_in_book)
      return fail(ErrorKind::usage,
                  fmt::format("holds more than {} rewards files", max_files_in_book),
                  folder.string());
  }
  if (failed) return fail(ErrorKind::unavailable, failed.message(), folder.string());
  std::ranges::sort(out);
  return out;
}

Expected<void> add_text(ClaimBook& book, std::string text) {
  Expected<RewardsFile> file = read_any_rewards_file(std::move(text));
  if (!file) return std::unexpected(file.error());
  return book.add(std::move(*file));
}

}  // namespace

Expected<void> ClaimBook::add(RewardsFile file) {
  const FileHeader& header = file.header;
  if (!network_.empty() && header.network != network_)
    return fail(ErrorKind::mismatch,
                fmt::format("is of network {}, other files are of {}", header.network, network_),
                {}, "serve one network alone");
  if (auto ok = verify_rewards_file(file); !ok) return ok;
  network_ = header.network;
  const std::uint64_t index = header.index;
  const auto known = intervals_.find(index);
  if (disputed_.contains(index) ||
      (known != intervals_.end() && known->second.merkle_root != file.merkle_root)) {
    intervals_.erase(index);
    disputed_.insert(index);
    return fail(ErrorKind::mismatch,
                fmt::format("there are different trees for interval {}, one of root {}", index,
                            to_hex(file.merkle_root)),
                {},
                "take those away whose root is not the one on chain; until then none is served");
  }
  if (known == intervals_.end()) {
    std::ranges::sort(file.nodes, {}, &RewardsFileNode::address);
    intervals_.emplace(index, std::move(file));
  }
  return {};
}

const RewardsFile* ClaimBook::find(std::uint64_t index) const {
  const auto found = intervals_.find(index);
  return found == intervals_.end() ? nullptr : &found->second;
}

const RewardsFileNode* ClaimBook::find_node(const RewardsFile& file, const Bytes20& address) {
  const auto found = std::ranges::lower_bound(file.nodes, address, {}, &RewardsFileNode::address);
  return found != file.nodes.end() && found->address == address ? &*found : nullptr;
}

Expected<std::vector<std::string>> list_rewards_files(const fs::path& folder) {
  const auto paths = rewards_paths(folder);
  if (!paths) return std::unexpected(paths.error());
  std::vector<std::string> out;
  for (const fs::path& path : *paths) {
    std::error_code gone;
    out.push_back(fmt::format("{} {} {}", path.string(), fs::file_size(path, gone),
                              fs::last_write_time(path, gone).time_since_epoch().count()));
  }
  return out;
}

Expected<void> add_folder(const fs::path& folder, ClaimBook& book, std::vector<Error>& problems) {
  const auto paths = rewards_paths(folder);
  if (!paths) return std::unexpected(paths.error());
  for (const fs::path& path : *paths) {
    const Expected<std::string> text = read_text_file(path);
    const Expected<void> added =
        text ? add_text(book, *text) : Expected<void>(std::unexpected(text.error()));
    if (!added) problems.push_back(within(path.string(), added.error()));
  }
  return {};
}

Expected<void> add_complete_trees(Connection& connection, ClaimBook& book,
                                  std::vector<Error>& problems) {
  return connection.guarded([&]() -> Expected<void> {
    pqxx::nontransaction query(connection.sql());
    for (const pqxx::row& row :
         query.exec("SELECT network || ' interval ' || interval_index, rewards_file "
                    "FROM running_trees WHERE is_complete ORDER BY interval_index")) {
      const Expected<void> added = add_text(book, row[1].as<std::string>());
      if (!added)
        problems.push_back(within("running_trees, " + row[0].as<std::string>(), added.error()));
    }
    return {};
  });
}

}  // namespace apsis
