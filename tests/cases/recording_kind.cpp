// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/recording_kind.hpp"

#include <fstream>
#include <functional>

#include "indexer/pipeline.hpp"
#include "indexer/source/recording.hpp"

namespace apsis {
namespace {

constexpr std::string_view csv_prefix = "rewards-";
constexpr std::string_view csv_suffix = ".csv";

/// Replays a whole recording; `each_epoch` sees every proven epoch.
Expected<PipelineTally> replay_recording(
    const std::filesystem::path& directory,
    const std::function<Expected<void>(const EpochRecord&)>& each_epoch) {
  auto recording = Recording::open(directory);
  if (!recording) return std::unexpected(std::move(recording.error()));
  const auto last = recording->last_slot();
  if (!last) return std::unexpected(last.error());
  std::optional<std::uint64_t> end;
  if (*last) end = (*last)->value;
  const PipelineHooks hooks{
      .started = [](const PipelineStart&) -> Expected<void> { return {}; },
      .epoch_proven = each_epoch,
      .slot_done = [](std::uint64_t, bool) {},
      .horizon = [&](std::chrono::milliseconds) -> Expected<Horizon> { return Horizon{end}; }};
  PipelineTally tally;
  auto result = run_pipeline(
      *recording, {.starts = {{.kind = StartPoint::Kind::earliest, .slot = {}}}}, hooks, tally);
  if (!result) return std::unexpected(std::move(result.error()));
  if (tally.blocks == 0) {
    return fail(ErrorKind::usage, "the recording has no blocks", directory.string());
  }
  return tally;
}

/// Directory of the recording that a rewards CSV belongs to.
std::filesystem::path recording_of(const std::filesystem::path& csv) {
  const std::string file = csv.filename().string();
  return csv.parent_path() /
         file.substr(csv_prefix.size(), file.size() - csv_prefix.size() - csv_suffix.size());
}

std::string row_text(const EpochRecord& record, std::size_t validator) {
  const ValidatorColumns& columns = record.validators;
  std::string out = std::to_string(record.epoch.value) + "," + std::to_string(validator) + "," +
                    std::to_string(columns.balance_start_gwei[validator]) + "," +
                    std::to_string(columns.balance_end_gwei[validator]);
  for (const auto& component : columns.component_gwei) {
    out += "," + std::to_string(component[validator]);
  }
  return out + "," + std::to_string(columns.saturated_gwei[validator]);
}

/// Compares the rows of one epoch with the next lines of the file.
Expected<void> compare_rows(const EpochRecord& record, std::ifstream& csv, std::size_t& line_no) {
  std::string line;
  for (std::size_t i = 0; i < record.validators.balance_end_gwei.size(); ++i) {
    ++line_no;
    const std::string row = row_text(record, i);
    if (!std::getline(csv, line)) {
      return fail(ErrorKind::mismatch, "the file ends, the replay gives " + row,
                  "line " + std::to_string(line_no));
    }
    if (line != row) {
      return fail(ErrorKind::mismatch, "the file says " + line + ", the replay " + row,
                  "line " + std::to_string(line_no));
    }
  }
  return {};
}

}  // namespace

bool claims_recording(const CasePath& path) {
  return path.holds("blocks") && (path.holds("genesis.ssz") || path.holds("states")) &&
         (path.holds("spec.json") || path.holds("config.yaml"));
}

void run_recording_case(const CasePath& path, CaseReport& report) {
  const auto tally =
      replay_recording(path.path(), [](const EpochRecord&) -> Expected<void> { return {}; });
  if (tally) {
    report.pass();
  } else {
    report.fail(path.path().string(), tally.error().text());
  }
}

bool claims_rewards_csv(const CasePath& path) {
  const std::string name = path.path().filename().string();
  return !path.is_directory() && name.starts_with(csv_prefix) && name.ends_with(csv_suffix);
}

void run_rewards_csv(const CasePath& path, CaseReport& report) {
  const std::filesystem::path recording = recording_of(path.path());
  if (!std::filesystem::is_directory(recording)) {
    report.skip("rewards of a recording", "the recording does not lie beside the file");
    return;
  }
  std::ifstream csv(path.path());
  std::string line;
  std::getline(csv, line);
  std::size_t line_no = 1;
  const auto tally = replay_recording(
      recording, [&](const EpochRecord& record) { return compare_rows(record, csv, line_no); });
  if (!tally) {
    report.fail(path.path().string(), tally.error().text());
  } else if (std::getline(csv, line)) {
    report.fail(path.path().string(), "the replay ends after line " + std::to_string(line_no) +
                                          ", the file goes on: " + line);
  } else {
    report.pass();
  }
}

}  // namespace apsis
