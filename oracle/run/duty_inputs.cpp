// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/duty_inputs.hpp"

#include <fmt/format.h>

#include "oracle/state/snapshot_reader.hpp"
#include "oracle/state/snapshot_store.hpp"
#include "oracle/state/text_file.hpp"

namespace apsis {

namespace {

/// The text of a file that may come later.
Expected<std::string> awaited_text(const std::filesystem::path& file, const std::string& remedy) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored))
    return fail(ErrorKind::unavailable, "is not there yet", file.string(), remedy);
  return read_text_file(file);
}

Expected<std::optional<std::string>> stored_tree(Connection& database, const std::string& network,
                                                 std::uint64_t index) {
  return database.guarded([&]() -> Expected<std::optional<std::string>> {
    pqxx::work work(database.sql());
    const auto rows = work.exec_params(
        "SELECT rewards_file FROM running_trees WHERE network = $1 AND interval_index = $2 AND "
        "is_complete",
        network, index);
    if (rows.empty()) return std::nullopt;
    return rows[0][0].as<std::string>();
  });
}

}  // namespace

SnapshotAt snapshots_of_folder(std::filesystem::path folder) {
  return [folder = std::move(folder)](std::uint64_t,
                                      const BlockHeader& block) -> Expected<NetworkSnapshot> {
    const std::filesystem::path file = folder / fmt::format("snapshot-{}.json", block.number);
    const Expected<std::string> text =
        awaited_text(file, "take the snapshot of this block, or import it");
    if (!text) return std::unexpected(text.error());
    Expected<NetworkSnapshot> snapshot = read_network_snapshot(*text);
    if (!snapshot) return std::unexpected(within(file.string(), snapshot.error()));
    return snapshot;
  };
}

SnapshotAt snapshots_of(Connection& database, std::filesystem::path folder) {
  return [&database, folder = std::move(folder)](
             std::uint64_t slot, const BlockHeader& block) -> Expected<NetworkSnapshot> {
    SnapshotStore store(database);
    const auto stored = store.at_block(slot, block.number, block.hash);
    if (!stored) return std::unexpected(stored.error());
    if (*stored) {
      const Expected<std::string> text = store.file((*stored)->content_hash);
      if (!text) return std::unexpected(text.error());
      return read_network_snapshot(*text);
    }
    if (!folder.empty()) return snapshots_of_folder(folder)(slot, block);
    return fail(ErrorKind::unavailable, "no snapshot of this block is stored",
                fmt::format("slot {}, block {}", slot, block.number),
                "take it, or import it with `snapshot import`");
  };
}

RewardsFileOf rewards_files_of(Connection& database, std::string network,
                               std::filesystem::path folder) {
  return [&database, network = std::move(network),
          folder = std::move(folder)](std::uint64_t index) -> Expected<std::string> {
    const auto stored = stored_tree(database, network, index);
    if (!stored) return std::unexpected(stored.error());
    if (*stored) return **stored;
    if (folder.empty())
      return fail(ErrorKind::unavailable, "has no complete tree yet",
                  fmt::format("interval {}", index), "let `tree run` finish it");
    return awaited_text(folder / fmt::format("rp-rewards-{}-{}.json", network, index),
                        "let `tree run` or `tree build` finish the interval's tree");
  };
}

}  // namespace apsis
