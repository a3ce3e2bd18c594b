// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "oracle/run/duty.hpp"
#include "oracle/run/vote_sanity.hpp"

namespace apsis {

/// Votes for one subject beside ours, from the database.
struct RoundView {
  VoteRound round;
  RoundState state;

  /// Whether enough equal votes for our values are on chain, and the contract has not taken them
  /// over: members or threshold went down since.
  bool is_execution_due() const;
};

/// What we computed for the subject that was accepted last, and the votes for it.
struct AcceptedRound {
  OwnVote own;
  std::unique_ptr<RoundView> view;
};

/// Whether nothing is voted on: the contracts have switched the duty off, or the protocol's version
/// is not known.
bool is_voting_off(const Moment& moment, bool is_enabled);
/// The report with the state in which the duty waits for what is not there yet; errors of another
/// kind than `unavailable` are passed on.
Expected<DutyReport> waiting_report(DutyReport report, DutyState state, const Error& error);
/// A person shall look before anything is voted.
void hold(DutyReport& report, const std::string& objection);
/// The first finding that no time cures; empty if there is none.
std::string refusal_of(const std::vector<GuardFinding>& findings);

/// Stores computed values; false if they are stored already. Errors of the database.
Expected<bool> remember_own_vote(const DutyTools& tools, const OwnVote& own);
/// Reads and compares the votes; fills the report's votes, whether we have voted, and its state.
Expected<std::unique_ptr<RoundView>> view_round(const DutyTools& tools, const Moment& moment,
                                                const OwnVote& own, DutyReport& report);
/// The same for the subject that was accepted last, while nothing is due. Nothing if we computed
/// nothing for it: the report then tells at most that the voter missed it.
Expected<std::optional<AcceptedRound>> accepted_round(const DutyTools& tools, const Moment& moment,
                                                      VoteKind kind, std::uint64_t subject,
                                                      DutyReport& report);

/// The report while the next target cannot be told yet: how the accepted subject stands, where
/// `accepted` tells of one, and why nothing is due; else that the duty waits for finality. Errors
/// of `accepted`, and `missing` itself if it is another than `unavailable`.
Expected<DutyReport> targetless_report(const Error& missing,
                                       const std::function<Expected<DutyReport>()>& accepted);

/// Names why members voted otherwise, once for each vote.
class VoteExplainer {
 public:
  using ReasonsOf = std::function<std::vector<DifferenceReason>(const VoteEvent& theirs)>;

  /// Stores and reports the reasons of votes that differ and were not explained yet. Errors of the
  /// database.
  Expected<void> explain(const DutyTools& tools, const RoundView& view, const ReasonsOf& reasons_of,
                         DutyReport& report);

 private:
  std::uint64_t subject_ = 0;
  std::set<std::pair<Bytes20, Bytes32>> explained_;  ///< votes of the subject
};

/// Why the members whose votes differ may differ, for people: a line a member.
std::string difference_line(const Moment& moment, const Bytes20& member,
                            const std::vector<DifferenceReason>& reasons);

/// A vote to cast within half an hour after its target was final. Errors of the book.
Expected<Submission> submission_of(const OwnVote& own, const Moment& moment, std::string contract,
                                   Bytes calldata, std::uint64_t expires);
/// What the last part of a duty's step asks of the duty.
struct VoteParts {
  std::function<Expected<std::string>()> objection;  ///< why a person shall look first, or empty
  std::function<Expected<Submission>()> submission;
  bool is_late = false;  ///< a vote past consensus is wanted too
};
/// Offers our vote unless it is there or comes too late; or, when votes like it suffice and were
/// not executed, their execution. Without a voter that is only told of. Errors of the parts and of
/// `cast`.
Expected<DutyReport> settle(const DutyTools& tools, const RoundView& view, const VoteParts& parts,
                            DutyReport report);

}  // namespace apsis
