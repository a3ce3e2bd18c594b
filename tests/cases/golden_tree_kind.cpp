// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/golden_tree_kind.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/hex.hpp"
#include "oracle/explain/explain_node.hpp"
#include "oracle/interval/approximate_share.hpp"
#include "oracle/state/snapshot_reader.hpp"
#include "oracle/tree/performance_file.hpp"
#include "oracle/tree/rewards_file_writer.hpp"
#include "oracle/tree/rewards_ssz.hpp"
#include "tests/cases/golden_snapshot_file.hpp"
#include "tests/cases/golden_tree_compare.hpp"
#include "tests/cases/golden_tree_input.hpp"

namespace apsis {

namespace {

using nlohmann::json;

constexpr std::size_t max_differences_told = 5;

/// Everything that is made of one case.
struct GoldenRun {
  NetworkSnapshot snapshot;
  IntervalResult result;
  RewardsFile file;
};

Expected<void> compute(const json& golden, const Ruleset& ruleset, GoldenRun& out) {
  Expected<NetworkSnapshot> snapshot = read_network_snapshot(golden_snapshot_text(golden));
  if (!snapshot) return std::unexpected(within("snapshot", snapshot.error()));
  out.snapshot = std::move(*snapshot);
  const Expected<IntervalDuties> duties = read_interval_duties(golden_duties_text(golden));
  if (!duties) return std::unexpected(within("duties", duties.error()));
  Expected<DutyScorer> scorer = begin_interval(out.snapshot, ruleset);
  if (!scorer) return std::unexpected(scorer.error());
  for (const AttestationDuty& duty : duties->duties) scorer->add_duty(duty);
  for (const ValidatorWithdrawal& withdrawal : duties->withdrawals)
    scorer->add_withdrawal(withdrawal);
  Expected<IntervalResult> result = compute_interval(out.snapshot, ruleset, std::move(*scorer));
  if (!result) return std::unexpected(result.error());
  out.result = std::move(*result);
  Expected<RewardsFile> file = build_rewards_file(out.snapshot, ruleset, out.result);
  if (!file) return std::unexpected(file.error());
  out.file = std::move(*file);
  return {};
}

/// Where two texts part, with some of both.
std::string text_difference(std::string_view name, const std::string& found,
                            const std::string& expected) {
  std::size_t at = 0;
  while (at < found.size() && at < expected.size() && found[at] == expected[at]) ++at;
  const std::size_t from = at < 40 ? 0 : at - 40;
  return fmt::format("{} differs at byte {}: ...{} instead of ...{}", name, at,
                     found.substr(from, 100), expected.substr(from, 100));
}

void compare_file(const json& expected, const char* key, const std::string& found,
                  std::vector<std::string>& differences) {
  if (!expected.contains(key) || expected.at(key).is_null()) return;
  const std::string wanted = expected.at(key).get<std::string>();
  if (found != wanted) differences.push_back(text_difference(key, found, wanted));
}

/// The SSZ file, which files before ruleset 9 do not have.
void compare_ssz(const json& expected, const RewardsFile& file,
                 std::vector<std::string>& differences) {
  if (!expected.contains("sszHex") || expected.at("sszHex").is_null()) return;
  const Expected<Bytes> written = write_rewards_ssz(file);
  if (!written) return differences.push_back("SSZ: " + written.error().text());
  std::string wanted = expected.at("sszHex").get<std::string>();
  if (wanted.starts_with("0x")) wanted.erase(0, 2);
  const std::string found = to_hex_bare(*written);
  if (found != wanted) return differences.push_back(text_difference("sszHex", found, wanted));
  const Expected<RewardsFile> read = read_rewards_ssz(*written);
  if (!read) differences.push_back("SSZ read again: " + read.error().text());
}

/// Generators up to this one read megapools the older way.
constexpr const char* last_older_reading = "dc02903fd^";

void compare_approximation(const json& golden, const Ruleset& ruleset,
                           const NetworkSnapshot& snapshot, std::vector<std::string>& differences) {
  const json& expected = golden.at("expected");
  if (!expected.contains("approximateStakerShare")) return;
  const json& wanted = expected.at("approximateStakerShare");
  const Expected<uint256> found = approximate_staker_share(
      snapshot, ruleset,
      golden.contains("generator") &&
              golden.at("generator").value("commit", "") == last_older_reading
          ? MegapoolReading::by_pubkey_alone
          : MegapoolReading::by_megapool);
  if (!found && !wanted.is_null())
    return differences.push_back("approximateStakerShare: " + found.error().text());
  if (found && (wanted.is_null() || to_decimal(*found) != wanted.get<std::string>()))
    differences.push_back(fmt::format("approximateStakerShare is {}, expected {}",
                                      to_decimal(*found), wanted.dump()));
}

std::string joined(const std::vector<std::string>& differences) {
  std::string out;
  for (std::size_t i = 0; i < differences.size() && i < max_differences_told; ++i)
    out += (i == 0 ? "" : "; ") + differences[i];
  if (differences.size() > max_differences_told)
    out += fmt::format("; and {} more", differences.size() - max_differences_told);
  return out;
}

}  // namespace

bool claims_golden_tree(const CasePath& path) {
  return path.has_key("ruleset") && path.has_key("input") && path.has_key("expected");
}

void run_golden_tree(const CasePath& path, CaseReport& report) {
  const std::string name = path.path().string();
  const Expected<std::string> text = read_case_file(path.path());
  if (!text) return report.fail(name, text.error().text());
  const json golden = json::parse(*text);
  const std::uint64_t number = golden.at("ruleset").get<std::uint64_t>();
  const Ruleset* ruleset = find_ruleset(number);
  if (ruleset == nullptr)
    return report.skip(fmt::format("golden tree case, ruleset v{}", number), "not built");
  const json& expected = golden.at("expected");
  const bool refused_officially = expected.contains("error") && !expected.at("error").is_null();
  GoldenRun run;
  const Expected<void> computed = compute(golden, *ruleset, run);
  std::vector<std::string> differences;
  if (std::string problem = snapshot_file_problem(run.snapshot); !problem.empty())
    differences.push_back(std::move(problem));
  compare_approximation(golden, *ruleset, run.snapshot, differences);
  if (refused_officially) {
    if (computed || computed.error().kind != ErrorKind::invalid)
      differences.push_back(computed ? "a tree was made, but the official generator stops"
                                     : computed.error().text());
    return differences.empty() ? report.pass() : report.fail(name, joined(differences));
  }
  if (!computed) return report.fail(name, computed.error().text());
  for (std::string& line : golden_tree_differences(expected, run.result, run.file))
    differences.push_back(std::move(line));
  for (std::string& line : conservation_breaches(run.snapshot, *ruleset, run.result, run.file))
    differences.push_back(std::move(line));
  compare_file(expected, "rewardsFile", write_rewards_file(run.file), differences);
  compare_file(expected, "performanceFile",
               write_performance_file(build_performance_file(run.snapshot, *ruleset, run.result)),
               differences);
  compare_ssz(expected, run.file, differences);
  if (auto told = explain_nodes(run.snapshot, *ruleset, run.result); !told)
    differences.push_back("explain: " + told.error().text());
  if (!differences.empty()) return report.fail(name, joined(differences));
  report.pass();
}

}  // namespace apsis
