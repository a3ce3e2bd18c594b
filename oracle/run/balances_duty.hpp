// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "oracle/balances/network_balances.hpp"
#include "oracle/run/duty_round.hpp"

namespace apsis {

/// The duty of network balances: finds the next target, computes its total from the snapshot,
/// checks it, offers the vote, and explains the votes of members that differ. A step can be made at
/// every block; it does what is new alone. Used by one thread.
class BalancesDuty {
 public:
  explicit BalancesDuty(SnapshotAt snapshot_at) : snapshot_at_(std::move(snapshot_at)) {}

  /// One step. Errors of what it asks; a value that is not usual is a report, not an error.
  Expected<DutyReport> step(const DutyTools& tools, const Moment& moment);
  /// The terms of the last total, for metrics; nothing before the first.
  const std::optional<BalanceTerms>& terms() const { return terms_; }

 private:
  /// A snapshot and what was computed of it; the result points into the snapshot.
  struct Computed {
    NetworkSnapshot snapshot;
    BalancesResult result;
  };

  Expected<std::optional<SubmissionTarget>> target(const DutyTools& tools, const Moment& moment);
  /// How the accepted block stands to what was computed for it, while nothing is due.
  Expected<DutyReport> accepted_report(const DutyTools& tools, const Moment& moment);
  Expected<void> compute(const DutyTools& tools, const SubmissionTarget& target);
  Expected<OwnVote> own_vote(const DutyTools& tools, const SubmissionTarget& target,
                             DutyReport& report) const;
  /// Why the vote has to wait for a person; empty if it can be cast.
  Expected<std::string> objection(const DutyTools& tools, const Moment& moment) const;
  Expected<Submission> submission(const DutyTools& tools, const Moment& moment,
                                  const OwnVote& own) const;
  Expected<DutyReport> vote(const DutyTools& tools, const Moment& moment,
                            const SubmissionTarget& target, DutyReport report);
  Expected<void> explain(const DutyTools& tools, const RoundView& view, DutyReport& report);

  SnapshotAt snapshot_at_;
  std::unique_ptr<Computed> computed_;
  std::optional<BalanceTerms> terms_;
  TargetMemory memory_;
  VoteExplainer explainer_;
};

}  // namespace apsis
