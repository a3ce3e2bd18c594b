// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/rewards_duty.hpp"

#include <fmt/format.h>

#include "oracle/tree/rewards_file.hpp"
#include "oracle/tree/rewards_file_verify.hpp"

namespace apsis {

Expected<std::optional<RewardsSnapshotPoint>> RewardsDuty::point(const DutyTools& tools,
                                                                 const Moment& moment) {
  const VotingState& state = moment.state;
  if (epoch_ == moment.finalized_epoch && point_index_ == state.reward_index) return point_;
  const RewardsTimingInputs inputs{.clock = moment.clock,
                                   .index = state.reward_index,
                                   .interval_start = state.interval_start,
                                   .inflation_start = state.inflation_start,
                                   .interval_seconds = state.interval_seconds,
                                   .head_slot = moment.head_slot(),
                                   .finalized_epoch = moment.finalized_epoch};
  auto found = rewards_snapshot_point(inputs, blocks_of(tools.beacon));
  if (!found) return std::unexpected(found.error());
  point_ = *found;
  epoch_ = moment.finalized_epoch;
  point_index_ = state.reward_index;
  return point_;
}

Expected<void> RewardsDuty::read(const RewardsSnapshotPoint& point) {
  if (submission_ && submission_->reward_index == point.index) return {};
  const Expected<std::string> text = file_of_(point);
  if (!text) return std::unexpected(text.error());
  const Expected<RewardsFile> file = read_rewards_file(*text);
  if (!file) return std::unexpected(file.error());
  if (const auto good = verify_rewards_file(*file); !good) return std::unexpected(good.error());
  Expected<RewardsSubmission> submission = rewards_submission(*file);
  if (!submission) return std::unexpected(submission.error());
  // The first interval's file has no bounds; the contract gets them all the same.
  if (point.index == 0 && submission->consensus_block == 0 && submission->execution_block == 0) {
    submission->consensus_block = point.consensus_block;
    submission->execution_block = point.execution_block;
  }
  if (submission->reward_index != point.index ||
      submission->consensus_block != point.consensus_block ||
      submission->execution_block != point.execution_block ||
      submission->intervals_passed != point.intervals_passed)
    return fail(ErrorKind::mismatch,
                fmt::format("the tree is of interval {} with {} passed, slot {} and block {}",
                            submission->reward_index, submission->intervals_passed,
                            submission->consensus_block, submission->execution_block),
                fmt::format("interval {} with {} passed, slot {}, block {}", point.index,
                            point.intervals_passed, point.consensus_block, point.execution_block),
                "take the last snapshot at the interval's own last block");
  submission_ = std::move(*submission);
  return {};
}

Expected<void> RewardsDuty::explain(const DutyTools& tools, const RoundView& view,
                                    DutyReport& report) {
  const auto reasons_of = [&](const VoteEvent& theirs) {
    return value_differences(*view.round.ours, theirs.values);
  };
  return explainer_.explain(tools, view, reasons_of, report);
}

Expected<DutyReport> RewardsDuty::accepted_report(const DutyTools& tools, const Moment& moment) {
  DutyReport report;
  if (moment.state.reward_index == 0) return report;
  const auto round =
      accepted_round(tools, moment, VoteKind::rewards, moment.state.reward_index - 1, report);
  if (!round) return std::unexpected(round.error());
  if (!*round) return report;
  if (const auto done = explain(tools, *(*round)->view, report); !done)
    return std::unexpected(done.error());
  return report;
}

Expected<Submission> RewardsDuty::submission(const DutyTools& tools, const Moment& moment,
                                             const OwnVote& own) const {
  // The vote is wanted until the interval is accepted, however late that is; the time to give it up
  // must not move with each block, or the journal would begin anew each time.
  const std::uint64_t length = moment.state.interval_seconds;
  const std::uint64_t age = moment.now > own.slot_time ? moment.now - own.slot_time : 0;
  Expected<Submission> out =
      submission_of(own, moment, "RocketRewardsPool", rewards_calldata(*submission_),
                    own.slot_time + (age / length + 1) * length);
  if (out && tools.voter) out->any_vote_key = rewards_index_key(*tools.voter, own.subject);
  return out;
}

Expected<DutyReport> RewardsDuty::vote(const DutyTools& tools, const Moment& moment,
                                       const RewardsSnapshotPoint& point, DutyReport report) {
  const OwnVote own{VoteKind::rewards, point.index, moment.clock.time_of(point.consensus_block),
                    vote_values(*submission_)};
  const Expected<bool> is_new = remember_own_vote(tools, own);
  if (!is_new) return std::unexpected(is_new.error());
  if (*is_new)
    report.text = fmt::format("computed {} for interval {}", vote_json(own.values), own.subject);
  const auto view = view_round(tools, moment, own, report);
  if (!view) return std::unexpected(view.error());
  if (const auto done = explain(tools, **view, report); !done) return std::unexpected(done.error());
  const VoteParts parts{[&] { return refusal_of(rewards_guards(moment.state, *submission_)); },
                        [&] { return submission(tools, moment, own); }};
  return settle(tools, **view, parts, report);
}

Expected<DutyReport> RewardsDuty::step(const DutyTools& tools, const Moment& moment) {
  DutyReport report;
  if (is_voting_off(moment, moment.state.rewards_enabled)) {
    report.state = DutyState::off;
    return report;
  }
  const auto found = point(tools, moment);
  if (!found) return waiting_report(report, DutyState::waiting_finality, found.error());
  if (!*found) return accepted_report(tools, moment);
  report.subject = (*found)->index;
  report.target_slot = (*found)->target_slot;
  report.final_time =
      final_time_of(moment.clock, (*found)->target_slot + moment.clock.slots_per_epoch);
  if (const auto done = read(**found); !done)
    return waiting_report(report, DutyState::waiting_input, done.error());
  return vote(tools, moment, **found, report);
}

}  // namespace apsis
