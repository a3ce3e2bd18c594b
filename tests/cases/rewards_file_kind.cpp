// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/rewards_file_kind.hpp"

#include <nlohmann/json.hpp>

#include "oracle/tree/rewards_file_verify.hpp"
#include "oracle/tree/rewards_file_writer.hpp"
#include "oracle/tree/rewards_ssz.hpp"
#include "oracle/tree/tree_file.hpp"

namespace apsis {

namespace {

constexpr std::uint64_t first_written_version = 3;

Expected<void> check_json(const RewardsFile& file, const std::string& text) {
  using nlohmann::ordered_json;
  if (ordered_json::parse(write_rewards_file(file)) == ordered_json::parse(text)) return {};
  return fail(ErrorKind::mismatch, "written again, the JSON has other fields or another order");
}

/// Through SSZ and back; the treasury's share is the one thing that SSZ leaves out.
Expected<void> check_ssz(RewardsFile file) {
  if (file.header.ruleset < first_ruleset_with_ssz_layout) return {};
  const Expected<Bytes> written = write_rewards_ssz(file);
  if (!written) return std::unexpected(written.error());
  Expected<RewardsFile> read = read_rewards_ssz(*written);
  if (!read) return std::unexpected(within("SSZ", read.error()));
  if (auto ok = verify_rewards_file(*read); !ok) return ok;
  read->totals.pdao_share_eth = file.totals.pdao_share_eth;
  read->has_unfilled_treasury_total = file.has_unfilled_treasury_total;
  if (write_rewards_file(*read) == write_rewards_file(file)) return {};
  return fail(ErrorKind::mismatch, "the file is another one after a way through SSZ");
}

Expected<void> check_file(const std::string& text) {
  const Expected<RewardsFile> file = read_any_rewards_file(text);
  if (!file) return std::unexpected(file.error());
  if (auto ok = verify_rewards_file(*file); !ok) return ok;
  if (file->header.version < first_written_version) return {};
  if (!text.starts_with("{")) return check_ssz(*file);
  if (auto ok = check_json(*file, text); !ok) return ok;
  return check_ssz(*file);
}

}  // namespace

bool claims_rewards_file(const CasePath& path) {
  if (path.has_key("rewardsFileVersion") && path.has_key("nodeRewards")) return true;
  return !path.is_directory() && path.path().filename().string().starts_with("rp-rewards-") &&
         (path.has_suffix(".ssz") || path.has_suffix(".ssz.zst") || path.has_suffix(".json.zst"));
}

void run_rewards_file(const CasePath& path, CaseReport& report) {
  const Expected<std::string> text = read_case_file(path.path());
  if (!text) return report.fail(path.path().string(), text.error().text());
  const Expected<void> checked = check_file(*text);
  if (!checked) return report.fail(path.path().string(), checked.error().text());
  report.pass();
}

}  // namespace apsis
