// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/duty_round.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/hex.hpp"
#include "oracle/submit/vote_execution.hpp"

namespace apsis {

namespace {

/// Whether the voter was a member when the vote's slot was.
bool was_member(const DutyTools& tools, const Moment& moment, std::uint64_t slot_time) {
  return std::ranges::any_of(moment.membership.members, [&](const OracleMember& member) {
    return tools.voter == member.address && member.joined_time <= slot_time;
  });
}

DutyState state_of(const RoundView& view, bool has_voted, bool is_missing) {
  if (view.state.is_diverged) return DutyState::diverged;
  if (view.state.accepted != nullptr) return is_missing ? DutyState::missed : DutyState::consensus;
  return has_voted ? DutyState::voted : DutyState::voting;
}

}  // namespace

bool RoundView::is_execution_due() const {
  return apsis::is_execution_due({state.votes_for_ours, round.members.size(), round.threshold,
                                  state.accepted != nullptr || state.is_diverged});
}

bool is_voting_off(const Moment& moment, bool is_enabled) {
  return !is_enabled || !moment.book.votes_allowed();
}

Expected<DutyReport> waiting_report(DutyReport report, DutyState state, const Error& error) {
  if (error.kind != ErrorKind::unavailable) return std::unexpected(error);
  report.state = state;
  report.text = error.text();
  return report;
}

void hold(DutyReport& report, const std::string& objection) {
  report.state = DutyState::held;
  add_text(report, "no vote: " + objection);
}

std::string refusal_of(const std::vector<GuardFinding>& findings) {
  const auto found =
      std::ranges::find_if(findings, [](const GuardFinding& one) { return !one.is_passing; });
  return found == findings.end() ? "" : found->text;
}

Expected<bool> remember_own_vote(const DutyTools& tools, const OwnVote& own) {
  const auto stored = load_own_vote(tools.database, own.kind, own.subject);
  if (!stored) return std::unexpected(stored.error());
  if (*stored && (*stored)->values == own.values) return false;
  if (const auto done = store_own_vote(tools.database, own); !done)
    return std::unexpected(done.error());
  return true;
}

Expected<std::unique_ptr<RoundView>> view_round(const DutyTools& tools, const Moment& moment,
                                                const OwnVote& own, DutyReport& report) {
  auto events = load_votes(tools.database, own.kind, own.subject);
  if (!events) return std::unexpected(events.error());
  auto out = std::make_unique<RoundView>();
  out->round = {own.kind,          own.subject, own.values, {}, moment.membership.threshold,
                std::move(*events)};
  for (const OracleMember& member : moment.membership.members)
    out->round.members.push_back(member.address);
  out->state = compare_votes(out->round);
  report.votes_for_ours = out->state.votes_for_ours;
  report.votes_needed = out->state.votes_needed;
  report.votes = 0;
  for (const MemberState& member : out->state.members)
    if (member.vote != nullptr) ++report.votes;
  report.has_voted = tools.voter && std::ranges::any_of(out->round.events, [&](const auto& event) {
                       return event.member == tools.voter;
                     });
  const bool is_missing = !report.has_voted && was_member(tools, moment, own.slot_time);
  report.state = state_of(*out, report.has_voted, is_missing);
  return out;
}

Expected<std::optional<AcceptedRound>> accepted_round(const DutyTools& tools, const Moment& moment,
                                                      VoteKind kind, std::uint64_t subject,
                                                      DutyReport& report) {
  const auto own = load_own_vote(tools.database, kind, subject);
  if (!own) return std::unexpected(own.error());
  if (*own) {
    report.subject = subject;
    auto view = view_round(tools, moment, **own, report);
    if (!view) return std::unexpected(view.error());
    return AcceptedRound{std::move(**own), std::move(*view)};
  }
  const auto events = load_votes(tools.database, kind, subject);
  if (!events) return std::unexpected(events.error());
  const auto accepted = std::ranges::find_if(*events, &VoteEvent::is_accepted);
  const bool is_ours_there = std::ranges::any_of(
      *events, [&](const VoteEvent& event) { return tools.voter && event.member == tools.voter; });
  if (accepted == events->end() || is_ours_there) return std::nullopt;
  // The time of acceptance stands for that of the slot, which is before it.
  if (was_member(tools, moment, accepted->time)) {
    report.subject = subject;
    report.state = DutyState::missed;
  }
  return std::nullopt;
}

Expected<DutyReport> targetless_report(const Error& missing,
                                       const std::function<Expected<DutyReport>()>& accepted) {
  if (missing.kind != ErrorKind::unavailable) return std::unexpected(missing);
  Expected<DutyReport> report = accepted();
  if (!report) return report;
  // The subject before may be told of for a whole day more: what it came to shall not be lost.
  if (report->subject == 0) return waiting_report(*report, DutyState::waiting_finality, missing);
  add_text(*report, missing.text());
  return report;
}

Expected<void> VoteExplainer::explain(const DutyTools& tools, const RoundView& view,
                                      const ReasonsOf& reasons_of, DutyReport& report) {
  if (subject_ != view.round.subject) explained_.clear();
  subject_ = view.round.subject;
  for (const MemberState& member : view.state.members) {
    if (member.state != VoteState::different) continue;
    const auto vote = std::pair(member.member, vote_hash(member.vote->values));
    if (explained_.contains(vote)) continue;
    const std::vector<DifferenceReason> reasons = reasons_of(*member.vote);
    if (const auto done =
            store_reasons(tools.database, view.round.kind, subject_, member.member, reasons);
        !done)
      return done;
    explained_.insert(vote);
    report.differences.push_back({member.member, reasons});
  }
  return {};
}

std::string difference_line(const Moment& moment, const Bytes20& member,
                            const std::vector<DifferenceReason>& reasons) {
  std::string name = to_hex(member);
  for (const OracleMember& known : moment.membership.members)
    if (known.address == member) name = fmt::format("{} ({})", known.name, to_hex(member));
  std::string out = name + " voted for other values";
  for (const DifferenceReason& reason : reasons)
    out +=
        fmt::format("; {}{}{}{}{}: {}", reason.term, reason.subject.empty() ? "" : " ",
                    reason.subject, reason.change.empty() ? "" : " ", reason.change, reason.text);
  return out;
}

Expected<Submission> submission_of(const OwnVote& own, const Moment& moment, std::string contract,
                                   Bytes calldata, std::uint64_t expires) {
  constexpr std::uint64_t patience_seconds = 1'800;
  const Expected<Bytes20> address = moment.book.address(contract);
  if (!address) return std::unexpected(address.error());
  const std::uint64_t slot =
      (own.slot_time - moment.clock.genesis_time) / moment.clock.seconds_per_slot;
  Submission out;
  out.duty = vote_kind_name(own.kind);
  out.subject = own.subject;
  out.contract = std::move(contract);
  out.address = *address;
  out.calldata = std::move(calldata);
  out.summary = vote_json(own.values);
  out.deadline = final_time_of(moment.clock, slot) + patience_seconds;
  out.expires = expires;
  return out;
}

Expected<DutyReport> settle(const DutyTools& tools, const RoundView& view, const VoteParts& parts,
                            DutyReport report) {
  const bool is_execution_due = view.is_execution_due();
  const bool is_over =
      report.state == DutyState::consensus || (report.state == DutyState::missed && !parts.is_late);
  if (!is_execution_due && (report.has_voted || !tools.voter || is_over)) return report;
  const Expected<std::string> held = parts.objection();
  if (!held) return std::unexpected(held.error());
  if (!held->empty()) {
    hold(report, *held);
    return report;
  }
  std::optional<Submission> wanted;
  if (Expected<Submission> vote = parts.submission(); vote)
    wanted = std::move(*vote);
  else
    return std::unexpected(vote.error());
  if (is_execution_due) {
    add_text(report, fmt::format("the votes on {} {} suffice, but nobody has executed them",
                                 wanted->duty, wanted->subject));
    wanted = execution_of(*wanted);
  }
  if (!tools.voter || !wanted) return report;
  const Expected<std::string> outcome = tools.cast(*wanted);
  if (!outcome) return std::unexpected(outcome.error());
  add_text(report, *outcome);
  return report;
}

}  // namespace apsis
