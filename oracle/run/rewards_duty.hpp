// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "oracle/duties/rewards_timing.hpp"
#include "oracle/run/duty_round.hpp"
#include "oracle/submit/rewards_submission.hpp"

namespace apsis {

/// The duty of rewards: once an interval is over and its last epoch is final, the tree that was
/// built from our own rows is voted for. Used by one thread.
class RewardsDuty {
 public:
  explicit RewardsDuty(RewardsFileOf file_of) : file_of_(std::move(file_of)) {}

  /// One step. Errors of what it asks; `mismatch` for a tree of another interval's blocks.
  Expected<DutyReport> step(const DutyTools& tools, const Moment& moment);

 private:
  Expected<std::optional<RewardsSnapshotPoint>> point(const DutyTools& tools, const Moment& moment);
  Expected<void> read(const RewardsSnapshotPoint& point);
  Expected<DutyReport> accepted_report(const DutyTools& tools, const Moment& moment);
  Expected<void> explain(const DutyTools& tools, const RoundView& view, DutyReport& report);
  Expected<Submission> submission(const DutyTools& tools, const Moment& moment,
                                  const OwnVote& own) const;
  Expected<DutyReport> vote(const DutyTools& tools, const Moment& moment,
                            const RewardsSnapshotPoint& point, DutyReport report);

  RewardsFileOf file_of_;
  std::optional<RewardsSubmission> submission_;
  std::optional<std::uint64_t> epoch_;  ///< finalized epoch at which the point was found
  std::uint64_t point_index_ = 0;
  std::optional<RewardsSnapshotPoint> point_;
  VoteExplainer explainer_;
};

}  // namespace apsis
