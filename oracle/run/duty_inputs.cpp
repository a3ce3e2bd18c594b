// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/duty_inputs.hpp"

#include <fmt/format.h>

#include "oracle/duties/running_job.hpp"
#include "oracle/interval/ruleset.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "oracle/state/snapshot_store.hpp"
#include "oracle/state/snapshot_writer.hpp"
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

/// Brings the interval's tree as far as the stored duties reach.
Expected<void> build_tree(RunningJob& job, const SnapshotAt& snapshot_at, const HeaderOf& header_of,
                          const RewardsSnapshotPoint& point) {
  const Expected<BlockHeader> block = header_of(point.execution_block);
  if (!block) return std::unexpected(block.error());
  Expected<NetworkSnapshot> snapshot = snapshot_at(point.consensus_block, *block);
  if (!snapshot) return std::unexpected(snapshot.error());
  const auto step = job.step(write_network_snapshot(with_end(std::move(*snapshot), point)));
  if (!step)
    return std::unexpected(within(fmt::format("tree of interval {}", point.index), step.error()));
  return {};
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

NetworkSnapshot with_end(NetworkSnapshot snapshot, const RewardsSnapshotPoint& point) {
  snapshot.interval.last_slot = snapshot.interval.end_time_slot = point.target_slot;
  snapshot.interval.intervals_passed = point.intervals_passed;
  return snapshot;
}

RewardsFileOf rewards_files_of(Connection& database, std::string network,
                               std::filesystem::path folder, SnapshotAt snapshot_at,
                               HeaderOf header_of) {
  return [&database, network = std::move(network), folder = std::move(folder),
          snapshot_at = std::move(snapshot_at), header_of = std::move(header_of),
          job = RunningJob(database, ruleset_v11)](
             const RewardsSnapshotPoint& point) mutable -> Expected<std::string> {
    auto stored = stored_tree(database, network, point.index);
    if (!stored) return std::unexpected(stored.error());
    if (*stored) return **stored;
    const Expected<void> built = build_tree(job, snapshot_at, header_of, point);
    if (!built && built.error().kind != ErrorKind::unavailable)
      return std::unexpected(built.error());
    stored = stored_tree(database, network, point.index);
    if (!stored) return std::unexpected(stored.error());
    if (*stored) return **stored;
    if (!folder.empty())
      return awaited_text(folder / fmt::format("rp-rewards-{}-{}.json", network, point.index),
                          "let `tree run` or `tree build` finish the interval's tree");
    if (!built) return std::unexpected(built.error());
    return fail(ErrorKind::unavailable, "has no complete tree yet",
                fmt::format("interval {}", point.index), "let apsis-indexer store its epochs");
  };
}

}  // namespace apsis
