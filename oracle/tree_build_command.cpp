// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree_build_command.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "core/hex.hpp"
#include "core/ops/progress.hpp"
#include "core/pg/database.hpp"
#include "oracle/duties/stored_scores.hpp"
#include "oracle/ruleset_name.hpp"
#include "oracle/state/duty_coverage.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "oracle/state/text_file.hpp"
#include "oracle/telemetry.hpp"
#include "oracle/tree/content_id.hpp"
#include "oracle/tree/performance_file.hpp"
#include "oracle/tree/rewards_file_verify.hpp"
#include "oracle/tree/rewards_file_writer.hpp"
#include "oracle/tree/rewards_ssz.hpp"
#include "oracle/tree/tree_file.hpp"
#include "oracle/tree/zstd_copy.hpp"
#include "schema/schema.hpp"

namespace apsis {

namespace {

Expected<NetworkSnapshot> load_snapshot(const std::filesystem::path& path) {
  const Expected<std::string> text = read_text_file(path);
  if (!text) return std::unexpected(text.error());
  Expected<NetworkSnapshot> snapshot = read_network_snapshot(*text);
  if (!snapshot) return std::unexpected(within(path.string(), snapshot.error()));
  return snapshot;
}

Expected<IntervalDuties> load_duties(const std::filesystem::path& path) {
  const Expected<std::string> text = read_text_file(path);
  if (!text) return std::unexpected(text.error());
  Expected<IntervalDuties> duties = read_interval_duties(*text);
  if (!duties) return std::unexpected(within(path.string(), duties.error()));
  return duties;
}

/// Duties of a file, which must be complete.
Expected<void> score_file(const std::filesystem::path& path, const NetworkSnapshot& snapshot,
                          DutyScorer& scorer, const EpochNote& note) {
  const Expected<IntervalDuties> duties = load_duties(path);
  if (!duties) return std::unexpected(duties.error());
  DutyCoverage coverage(snapshot, scorer.validators());
  const std::uint64_t last = std::min(last_duty_epoch(snapshot), duties->last_epoch);
  for (std::uint64_t epoch = std::max(first_duty_epoch(snapshot), duties->first_epoch);
       epoch <= last; ++epoch) {
    coverage.note_epoch(epoch);
    note(epoch);
  }
  for (const AttestationDuty& duty : duties->duties) {
    coverage.note(duty);
    scorer.add_duty(duty);
  }
  for (const ValidatorWithdrawal& withdrawal : duties->withdrawals)
    scorer.add_withdrawal(withdrawal);
  return coverage.check();
}

/// Duties that the indexer stored.
Expected<void> score_database(const std::string& target, const NetworkSnapshot& snapshot,
                              DutyScorer& scorer, const EpochNote& note) {
  Expected<Database> database =
      open_database(target, schema_migrations(), false,
                    [](const std::string& line) { spdlog::info("{}", line); });
  if (!database) return std::unexpected(database.error());
  return score_stored_duties(database->connection, snapshot, scorer, note);
}

Expected<void> score(DutyScorer& scorer, const TreeBuildCall& call, const NetworkSnapshot& snapshot,
                     OracleTelemetry& telemetry) {
  const std::uint64_t first_epoch = first_duty_epoch(snapshot);
  const std::uint64_t epochs = last_duty_epoch(snapshot) - first_epoch + 1;
  telemetry.begin_interval(snapshot.interval.index, epochs);
  Progress progress("duties", "epochs", epochs);
  const EpochNote note = [&](std::uint64_t epoch) {
    telemetry.epoch_read(epoch);
    progress.update(epoch - first_epoch + 1);
  };
  const Expected<void> scored = call.duties.empty()
                                    ? score_database(call.database, snapshot, scorer, note)
                                    : score_file(call.duties, snapshot, scorer, note);
  if (scored) progress.finish(epochs);
  return scored;
}

/// A file to write, and the same content as oracle nodes name it by.
struct OutputFile {
  std::string name;
  std::string content;
};

Expected<std::vector<OutputFile>> output_files(const RewardsFile& rewards,
                                               const PerformanceFile& performance) {
  const FileHeader& header = rewards.header;
  std::vector<OutputFile> out;
  out.push_back({performance_file_name(header.network, header.index, header.ruleset),
                 write_performance_file(performance)});
  out.push_back(
      {rewards_file_name(header.network, header.index, "json"), write_rewards_file(rewards)});
  if (header.ruleset < first_ruleset_with_ssz_layout) return out;
  const Expected<Bytes> ssz = write_rewards_ssz(rewards);
  if (!ssz) return std::unexpected(ssz.error());
  out.push_back({rewards_file_name(header.network, header.index, "ssz"),
                 std::string(ssz->begin(), ssz->end())});
  return out;
}

ByteSpan bytes_of(const std::string& text) {
  return ByteSpan(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

Expected<void> add_compressed(std::vector<OutputFile>& files) {
  for (std::size_t i = 0, count = files.size(); i < count; ++i) {
    const Expected<Bytes> packed = write_zstd(bytes_of(files[i].content));
    if (!packed) return std::unexpected(packed.error());
    files.push_back({files[i].name + ".zst", std::string(packed->begin(), packed->end())});
  }
  return {};
}

Expected<void> write_files(const std::filesystem::path& folder,
                           const std::vector<OutputFile>& files) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return fail(ErrorKind::unavailable, failed.message(), folder.string());
  for (const OutputFile& file : files) {
    if (auto ok = write_text_file(folder / file.name, file.content); !ok) return ok;
    fmt::print("wrote {}\n  content id {}\n", (folder / file.name).string(),
               content_id(bytes_of(file.content), file.name));
  }
  return {};
}

void print_summary(const RewardsFile& file) {
  const RewardsTotals& totals = file.totals;
  fmt::print(
      "interval {} of {}, ruleset v{}: {} nodes\n"
      "merkle root                 {}\n"
      "RPL to nodes                {}\n"
      "RPL to the oracle DAO       {}\n"
      "RPL to the protocol DAO     {}\n"
      "smoothing pool              {}\n"
      "  to node operators         {}\n"
      "  to voters                 {}\n"
      "  to the treasury           {}\n"
      "  to rETH holders           {}\n",
      file.header.index, file.header.network, file.header.ruleset, file.nodes.size(),
      to_hex(file.merkle_root), to_decimal(totals.collateral_rpl),
      to_decimal(totals.oracle_dao_rpl), to_decimal(totals.protocol_dao_rpl),
      to_decimal(totals.smoothing_pool_eth), to_decimal(totals.node_operator_eth),
      to_decimal(totals.voter_share_eth), to_decimal(totals.pdao_share_eth),
      to_decimal(totals.pool_staker_eth));
}

Expected<int> build_tree(const TreeBuildCall& call, OracleTelemetry& telemetry) {
  const Expected<const Ruleset*> ruleset = ruleset_named(call.ruleset);
  if (!ruleset) return std::unexpected(ruleset.error());
  const Expected<NetworkSnapshot> snapshot = load_snapshot(call.snapshot);
  if (!snapshot) return std::unexpected(snapshot.error());
  Expected<DutyScorer> scorer = begin_interval(*snapshot, **ruleset);
  if (!scorer) return std::unexpected(within(call.snapshot.string(), scorer.error()));
  if (auto ok = score(*scorer, call, *snapshot, telemetry); !ok) return std::unexpected(ok.error());
  const Expected<IntervalResult> result =
      compute_interval(*snapshot, **ruleset, std::move(*scorer));
  if (!result) return std::unexpected(result.error());
  for (const auto& [address, network] : result->invalid_network_nodes)
    spdlog::warn("node {} asks for reward network {}, which is not enabled: it is paid on 0",
                 to_hex(address), network);
  const Expected<RewardsFile> rewards = build_rewards_file(*snapshot, **ruleset, *result);
  if (!rewards) return std::unexpected(rewards.error());
  if (auto ok = verify_rewards_file(*rewards); !ok) return std::unexpected(ok.error());
  const PerformanceFile performance = build_performance_file(*snapshot, **ruleset, *result);
  Expected<std::vector<OutputFile>> files = output_files(*rewards, performance);
  if (!files) return std::unexpected(files.error());
  if (call.compressed)
    if (auto ok = add_compressed(*files); !ok) return std::unexpected(ok.error());
  print_summary(*rewards);
  if (auto ok = write_files(call.out, *files); !ok) return std::unexpected(ok.error());
  telemetry.tree_built();
  return 0;
}

}  // namespace

Expected<int> run_tree_build(const TreeBuildCall& call) {
  const auto telemetry = OracleTelemetry::start(call.metrics);
  if (!telemetry) return std::unexpected(telemetry.error());
  const Expected<int> status = build_tree(call, **telemetry);
  if (!status) (*telemetry)->error_seen(status.error().kind);
  return status;
}

}  // namespace apsis
