// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/rewards_duty.hpp"

#include <fmt/format.h>

#include "oracle/run/vote_sanity.hpp"
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
                                   .inflation_start = state.interval_start,
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
  const Expected<std::string> text = file_of_(point.index);
  if (!text) return std::unexpected(text.error());
  const Expected<RewardsFile> file = read_rewards_file(*text);
  if (!file) return std::unexpected(file.error());
  if (const auto good = verify_rewards_file(*file); !good) return std::unexpected(good.error());
  Expected<RewardsSubmission> submission = rewards_submission(*file);
  if (!submission) return std::unexpected(submission.error());
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
  explained_.clear();
  return {};
}

Expected<void> RewardsDuty::explain(const DutyTools& tools, const RoundView& view,
                                    DutyReport& report) {
  for (const MemberState& member : view.state.members) {
    if (member.state != VoteState::different) continue;
    if (!explained_.insert({member.member, vote_hash(member.vote->values)}).second) continue;
    const auto reasons = value_differences(*view.round.ours, member.vote->values);
    if (const auto done = store_reasons(tools.database, VoteKind::rewards, view.round.subject,
                                        member.member, reasons);
        !done)
      return done;
    report.differences.push_back({member.member, reasons});
  }
  return {};
}

Expected<DutyReport> RewardsDuty::accepted_report(const DutyTools& tools, const Moment& moment) {
  DutyReport report;
  if (moment.state.reward_index == 0) return report;
  const auto own = load_own_vote(tools.database, VoteKind::rewards, moment.state.reward_index - 1);
  if (!own) return std::unexpected(own.error());
  if (!*own) return report;
  report.subject = (*own)->subject;
  const auto view = view_round(tools, moment, **own, report);
  if (!view) return std::unexpected(view.error());
  report.state = voting_state_of(**view, report.has_voted);
  if (const auto done = explain(tools, **view, report); !done) return std::unexpected(done.error());
  return report;
}

Expected<void> RewardsDuty::vote(const DutyTools& tools, const Moment& moment, const OwnVote& own,
                                 DutyReport& report) {
  for (const GuardFinding& finding : rewards_guards(moment.state, *submission_))
    if (!finding.is_passing) {
      report.state = DutyState::held;
      add_text(report, "no vote: " + finding.text);
      return {};
    }
  Submission out = submission_of(own, moment, "RocketRewardsPool", rewards_calldata(*submission_),
                                 own.slot_time + moment.state.interval_seconds);
  out.any_vote_key = rewards_index_key(*tools.voter, own.subject);
  return cast_vote(tools, moment, std::move(out), report);
}

Expected<DutyReport> RewardsDuty::step(const DutyTools& tools, const Moment& moment) {
  DutyReport report;
  if (!moment.state.rewards_enabled || !moment.book.votes_allowed()) {
    report.state = DutyState::off;
    return report;
  }
  const auto found = point(tools, moment);
  if (!found && found.error().kind == ErrorKind::unavailable) {
    report.state = DutyState::waiting_finality;
    report.text = found.error().text();
    return report;
  }
  if (!found) return std::unexpected(found.error());
  if (!*found) return accepted_report(tools, moment);
  const RewardsSnapshotPoint& point = **found;
  report.subject = point.index;
  report.target_slot = point.target_slot;
  report.final_time = final_time_of(moment.clock, point.target_slot + moment.clock.slots_per_epoch);
  if (const auto done = read(point); !done) {
    if (done.error().kind != ErrorKind::unavailable) return std::unexpected(done.error());
    report.state = DutyState::waiting_input;
    report.text = done.error().text();
    return report;
  }
  const OwnVote own{VoteKind::rewards, point.index, moment.clock.time_of(point.consensus_block),
                    vote_values(*submission_)};
  const auto stored = load_own_vote(tools.database, own.kind, own.subject);
  if (!stored) return std::unexpected(stored.error());
  if (!*stored || (*stored)->values != own.values) {
    if (const auto done = store_own_vote(tools.database, own); !done)
      return std::unexpected(done.error());
    report.text = fmt::format("computed {} for interval {}", vote_json(own.values), own.subject);
  }
  const auto view = view_round(tools, moment, own, report);
  if (!view) return std::unexpected(view.error());
  report.state = voting_state_of(**view, report.has_voted);
  if (const auto done = explain(tools, **view, report); !done) return std::unexpected(done.error());
  if (report.has_voted || !tools.voter) return report;
  if (const auto done = vote(tools, moment, own, report); !done)
    return std::unexpected(done.error());
  return report;
}

}  // namespace apsis
