// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree_build_command.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "core/hex.hpp"
#include "core/ops/progress.hpp"
#include "core/pg/database.hpp"
#include "oracle/state/duty_coverage.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "oracle/state/stored_duties.hpp"
#include "oracle/state/text_file.hpp"
#include "oracle/telemetry.hpp"
#include "oracle/tree/performance_file.hpp"
#include "oracle/tree/rewards_file_verify.hpp"
#include "oracle/tree/rewards_file_writer.hpp"
#include "schema/schema.hpp"

namespace apsis {

namespace {

/// First ruleset whose performance file is named after more than minipools.
constexpr std::uint64_t first_ruleset_with_megapool_performance = 11;

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

/// Duties of a file.
Expected<void> feed_from_file(const std::filesystem::path& path, const NetworkSnapshot& snapshot,
                              const DutySink& sink) {
  const Expected<IntervalDuties> duties = load_duties(path);
  if (!duties) return std::unexpected(duties.error());
  for (std::uint64_t epoch = first_duty_epoch(snapshot); epoch <= last_duty_epoch(snapshot);
       ++epoch)
    if (epoch >= duties->first_epoch && epoch <= duties->last_epoch) sink.epoch(epoch);
  for (const AttestationDuty& duty : duties->duties) sink.duty(duty);
  for (const ValidatorWithdrawal& withdrawal : duties->withdrawals) sink.withdrawal(withdrawal);
  return {};
}

/// Duties that the indexer stored.
Expected<void> feed_from_database(const std::string& target, const NetworkSnapshot& snapshot,
                                  const DutySink& sink) {
  Expected<Database> database =
      open_database(target, schema_migrations(), false,
                    [](const std::string& line) { spdlog::info("{}", line); });
  if (!database) return std::unexpected(database.error());
  if (auto ok = check_stored_chain(database->connection, snapshot); !ok) return ok;
  return read_stored_duties(database->connection, snapshot, sink);
}

Expected<void> feed(DutyScorer& scorer, const TreeBuildCall& call, const NetworkSnapshot& snapshot,
                    OracleTelemetry& telemetry) {
  const std::uint64_t first_epoch = first_duty_epoch(snapshot);
  const std::uint64_t epochs = last_duty_epoch(snapshot) - first_epoch + 1;
  telemetry.begin_interval(snapshot.interval.index, epochs);
  Progress progress("duties", "epochs", epochs);
  DutyCoverage coverage(snapshot, scorer.validators());
  const DutySink sink{
      .epoch =
          [&](std::uint64_t epoch) {
            coverage.note_epoch(epoch);
            telemetry.epoch_read(epoch);
            progress.update(epoch - first_epoch + 1);
          },
      .duty =
          [&](const AttestationDuty& duty) {
            coverage.note(duty);
            scorer.add_duty(duty);
          },
      .withdrawal =
          [&](const ValidatorWithdrawal& withdrawal) { scorer.add_withdrawal(withdrawal); }};
  const Expected<void> fed = call.duties.empty() ? feed_from_database(call.database, snapshot, sink)
                                                 : feed_from_file(call.duties, snapshot, sink);
  if (!fed) return fed;
  progress.finish(epochs);
  return coverage.check();
}

Expected<void> write_files(const std::filesystem::path& folder, const RewardsFile& rewards,
                           const PerformanceFile& performance) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return fail(ErrorKind::unavailable, failed.message(), folder.string());
  const FileHeader& header = rewards.header;
  const std::string interval = fmt::format("{}-{}.json", header.network, header.index);
  const char* performance_name = header.ruleset >= first_ruleset_with_megapool_performance
                                     ? "rp-performance-"
                                     : "rp-minipool-performance-";
  if (auto ok = write_text_file(folder / (performance_name + interval),
                                write_performance_file(performance));
      !ok)
    return ok;
  return write_text_file(folder / ("rp-rewards-" + interval), write_rewards_file(rewards));
}

void print_summary(const RewardsFile& file, const std::filesystem::path& folder) {
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
      "  to rETH holders           {}\n"
      "files in                    {}\n",
      file.header.index, file.header.network, file.header.ruleset, file.nodes.size(),
      to_hex(file.merkle_root), to_decimal(totals.collateral_rpl),
      to_decimal(totals.oracle_dao_rpl), to_decimal(totals.protocol_dao_rpl),
      to_decimal(totals.smoothing_pool_eth), to_decimal(totals.node_operator_eth),
      to_decimal(totals.voter_share_eth), to_decimal(totals.pdao_share_eth),
      to_decimal(totals.pool_staker_eth), folder.string());
}

Expected<const Ruleset*> ruleset_named(std::string_view name) {
  if (name.starts_with("v")) name.remove_prefix(1);
  const auto number = uint256_from_decimal(name);
  const Ruleset* ruleset =
      number && *number < 1000 ? find_ruleset(static_cast<std::uint64_t>(*number)) : nullptr;
  if (ruleset != nullptr) return ruleset;
  return fail(ErrorKind::usage, "unknown ruleset", std::string(name), "one of v8, v9, v10, v11");
}

Expected<int> build_tree(const TreeBuildCall& call, OracleTelemetry& telemetry) {
  const Expected<const Ruleset*> ruleset = ruleset_named(call.ruleset);
  if (!ruleset) return std::unexpected(ruleset.error());
  const Expected<NetworkSnapshot> snapshot = load_snapshot(call.snapshot);
  if (!snapshot) return std::unexpected(snapshot.error());
  Expected<DutyScorer> scorer = begin_interval(*snapshot, **ruleset);
  if (!scorer) return std::unexpected(within(call.snapshot.string(), scorer.error()));
  if (auto ok = feed(*scorer, call, *snapshot, telemetry); !ok) return std::unexpected(ok.error());
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
  if (auto ok = write_files(call.out, *rewards, performance); !ok)
    return std::unexpected(ok.error());
  telemetry.tree_built();
  print_summary(*rewards, call.out);
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
