// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/performance_file_kind.hpp"

#include <fmt/format.h>

#include "oracle/tree/performance_verify.hpp"

namespace apsis {

bool claims_performance_file(const CasePath& path) {
  return path.has_key("index") && path.has_key("minipoolPerformance");
}

void run_performance_file(const CasePath& path, CaseReport& report) {
  const std::string name = path.path().string();
  // Interval 0 to 14 have performance in floating point and without a version.
  if (!path.has_key("rewardsFileVersion"))
    return report.skip("performance file of version 1", "its numbers are floating point");
  const Expected<std::string> text = read_case_file(path.path());
  if (!text) return report.fail(name, text.error().text());
  const Expected<PerformanceFile> performance = read_performance_file(*text);
  if (!performance) return report.fail(name, performance.error().text());
  const FileHeader& header = performance->header;
  const auto beside = path.path().parent_path() /
                      fmt::format("rp-rewards-{}-{}.json", header.network, header.index);
  if (!std::filesystem::exists(beside))
    return report.skip("performance file", "its rewards file is not beside it");
  const Expected<std::string> rewards_text = read_case_file(beside);
  if (!rewards_text) return report.fail(name, rewards_text.error().text());
  const Expected<RewardsFile> rewards = read_rewards_file(*rewards_text);
  if (!rewards) return report.fail(name, within("rewards file", rewards.error()).text());
  const Expected<void> verified = verify_performance_file(*performance, *rewards);
  if (!verified) return report.fail(name, verified.error().text());
  report.pass();
}

}  // namespace apsis
