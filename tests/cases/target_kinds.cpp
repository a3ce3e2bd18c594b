// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/hex.hpp"
#include "oracle/duties/rewards_timing.hpp"
#include "oracle/duties/submission_target.hpp"
#include "oracle/duties/vote_keys.hpp"
#include "tests/cases/golden_chain.hpp"
#include "tests/cases/golden_differences.hpp"
#include "tests/cases/vote_vector_kinds.hpp"

namespace apsis {

namespace {

using nlohmann::json;

/// Whether the vector wants an error; then whether there is one is told as well.
template <class T>
bool wants_error(const json& expected, const Expected<T>& found, GoldenDifferences& out) {
  if (!expected.contains("error")) {
    if (!found) out.add(found.error().text());
    return !found;
  }
  if (found) out.add("a result came out, but the official client stops");
  return true;
}

void check_target(const json& vector, GoldenDifferences& out) {
  const json& in = vector.at("inputs");
  const json& expected = vector.at("expected");
  const TargetInputs inputs = golden_target_inputs(in);
  const Expected<SubmissionTarget> target = next_submission_target(inputs, golden_blocks(in));
  if (wants_error(expected, target, out)) return;
  out.compare(expected, "slot", std::to_string(target->slot));
  out.compare(expected, "slot_timestamp", std::to_string(target->slot_timestamp));
  out.compare(expected, "block", std::to_string(target->block));
  out.compare(expected, "submit", target->is_after(inputs.last_block) ? "true" : "false");
}

void check_rewards(const json& vector, GoldenDifferences& out) {
  const json& in = vector.at("inputs");
  const json& expected = vector.at("expected");
  const RewardsTimingInputs inputs{
      .clock = golden_clock(in),
      .index = golden_u64(in.at("reward_index")),
      .interval_start = golden_u64(in.at("interval_start")),
      .inflation_start = golden_u64(in.at("rpl_inflation_interval_start")),
      .interval_seconds = golden_u64(in.at("interval_duration")),
      .head_slot = golden_u64(in.at("head_slot")),
      .finalized_epoch = golden_u64(in.at("finalized_epoch"))};
  const auto point = rewards_snapshot_point(inputs, golden_blocks(in));
  if (wants_error(expected, point, out)) return;
  const json& wanted = expected.at("snapshot");
  if (wanted.is_null() || !*point) {
    if (wanted.is_null() != !*point) out.add("a snapshot is due for one of the two alone");
    return;
  }
  const RewardsSnapshotPoint& found = **point;
  out.compare(wanted, "reward_index", std::to_string(found.index));
  out.compare(wanted, "intervals_passed", std::to_string(found.intervals_passed));
  out.compare(wanted, "interval_end_time", std::to_string(found.end_time));
  out.compare(wanted, "target_slot", std::to_string(found.target_slot));
  out.compare(wanted, "consensus_block", std::to_string(found.consensus_block));
  out.compare(wanted, "execution_block", std::to_string(found.execution_block));
  const Bytes20 member = golden_address(in.at("oracle_address"));
  out.compare(wanted, "storage_key_submitted", to_hex(rewards_index_key(member, found.index)));
}

}  // namespace

bool claims_target_selection(const CasePath& path) {
  return path.has_key("vectors") && has_format(path, "target-vectors/1");
}

void run_target_selection(const CasePath& path, CaseReport& report) {
  run_vectors(path, report, check_target);
}

bool claims_rewards_decision(const CasePath& path) {
  return path.has_key("vectors") && has_format(path, "rewards-snapshot-decision-vectors/1");
}

void run_rewards_decision(const CasePath& path, CaseReport& report) {
  run_vectors(path, report, check_rewards);
}

}  // namespace apsis
