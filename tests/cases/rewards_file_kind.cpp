// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/rewards_file_kind.hpp"

#include "oracle/tree/rewards_file_verify.hpp"

namespace apsis {

bool claims_rewards_file(const CasePath& path) {
  return path.has_key("rewardsFileVersion") && path.has_key("nodeRewards");
}

void run_rewards_file(const CasePath& path, CaseReport& report) {
  const Expected<std::string> text = read_case_file(path.path());
  if (!text) return report.fail(path.path().string(), text.error().text());
  const Expected<RewardsFile> file = read_rewards_file(*text);
  if (!file) return report.fail(path.path().string(), file.error().text());
  const Expected<void> verified = verify_rewards_file(*file);
  if (!verified) return report.fail(path.path().string(), verified.error().text());
  report.pass();
}

}  // namespace apsis
