// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree_build_command.hpp"

#include <fmt/format.h>

#include "core/hex.hpp"
#include "oracle/explain/tree_rows.hpp"
#include "oracle/state/text_file.hpp"
#include "oracle/telemetry.hpp"
#include "oracle/tree/content_id.hpp"
#include "oracle/tree/performance_file.hpp"
#include "oracle/tree/rewards_file_verify.hpp"
#include "oracle/tree/rewards_file_writer.hpp"
#include "oracle/tree/rewards_ssz.hpp"
#include "oracle/tree/tree_file.hpp"
#include "oracle/tree/zstd_copy.hpp"

namespace apsis {

namespace {

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

/// With the database that the duties came from, the tree and its terms are kept there too.
Expected<void> keep_rows(ComputedInterval& interval, const RewardsFile& rewards) {
  if (!interval.database) return {};
  const auto explained = explain_nodes(*interval.snapshot, *interval.ruleset, interval.result);
  if (!explained) return std::unexpected(explained.error());
  return store_tree(interval.database->connection, rewards, *explained);
}

Expected<int> build_tree(const TreeBuildCall& call, OracleTelemetry& telemetry) {
  const DutyProgress told{.begin =
                              [&](const NetworkSnapshot& snapshot) {
                                telemetry.begin_interval(
                                    snapshot.interval.index,
                                    last_duty_epoch(snapshot) - first_duty_epoch(snapshot) + 1);
                              },
                          .epoch = [&](std::uint64_t epoch) { telemetry.epoch_read(epoch); }};
  Expected<ComputedInterval> interval = compute_from(call.source, told);
  if (!interval) return std::unexpected(interval.error());
  const auto& [snapshot, ruleset, result, database] = *interval;
  const Expected<RewardsFile> rewards = build_rewards_file(*snapshot, *ruleset, result);
  if (!rewards) return std::unexpected(rewards.error());
  if (auto ok = verify_rewards_file(*rewards); !ok) return std::unexpected(ok.error());
  const PerformanceFile performance = build_performance_file(*snapshot, *ruleset, result);
  Expected<std::vector<OutputFile>> files = output_files(*rewards, performance);
  if (!files) return std::unexpected(files.error());
  if (call.compressed)
    if (auto ok = add_compressed(*files); !ok) return std::unexpected(ok.error());
  if (auto ok = keep_rows(*interval, *rewards); !ok) return std::unexpected(ok.error());
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
