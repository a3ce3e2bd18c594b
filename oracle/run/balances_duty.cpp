// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/balances_duty.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/hex.hpp"
#include "oracle/duties/vote_keys.hpp"
#include "oracle/duties/vote_target.hpp"
#include "oracle/interval/approximate_share.hpp"
#include "oracle/run/known_rates.hpp"
#include "oracle/run/vote_sanity.hpp"

namespace apsis {

namespace {

std::map<std::string, int256> named_terms(const BalanceTerms& terms) {
  return {{"deposit_pool", terms.deposit_pool},   {"node_credit", terms.node_credit},
          {"minipools", terms.minipools},         {"minipools_staking", terms.minipools_staking},
          {"megapools", terms.megapools},         {"megapools_staking", terms.megapools_staking},
          {"distributors", terms.distributors},   {"smoothing_pool", terms.smoothing_pool},
          {"reth_contract", terms.reth_contract}, {"reth_supply", terms.reth_supply}};
}

Expected<int256> smoothing_pool_share(const NetworkSnapshot& snapshot) {
  if (snapshot.funds && snapshot.funds->smoothing_pool_share)
    return *snapshot.funds->smoothing_pool_share;
  const Expected<uint256> share = approximate_staker_share(snapshot, ruleset_v11);
  if (!share) return std::unexpected(within("smoothing pool", share.error()));
  return int256(*share);
}

BalancesSubmission submission_of(const VoteEvent& vote) {
  BalancesSubmission out;
  const auto number = [&](std::string_view name) {
    return uint256_from_decimal(vote_value(vote.values, name)).value_or(uint256(0));
  };
  out.block = vote.subject;
  out.slot_timestamp = static_cast<std::uint64_t>(number("slotTimestamp") & UINT64_MAX);
  out.total_eth = int256(number("totalEth"));
  out.staking_eth = int256(number("stakingEth"));
  out.reth_supply = number("rethSupply");
  return out;
}

}  // namespace

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

Expected<std::optional<SubmissionTarget>> BalancesDuty::target(const DutyTools& tools,
                                                               const Moment& moment) {
  const VotingState& state = moment.state;
  if (const auto done = memory_.set_anchor(tools, state.balances_block); !done)
    return std::unexpected(done.error());
  if (memory_.epoch == moment.finalized_epoch) return memory_.target;
  BalancesVoteInputs inputs{state.balances_enabled, state.block.number, {}};
  inputs.target.clock = moment.clock;
  inputs.target.last_block = state.balances_block;
  inputs.target.last_parent_slot = memory_.anchor_slot;
  inputs.target.frequency_seconds = state.balances_frequency;
  inputs.target.finalized_epoch = moment.finalized_epoch;
  auto found = balances_vote_target(inputs, blocks_of(tools.beacon));
  if (!found) return std::unexpected(found.error());
  memory_.target = *found;
  memory_.epoch = moment.finalized_epoch;
  return memory_.target;
}

Expected<DutyReport> BalancesDuty::accepted_report(const DutyTools& tools, const Moment& moment) {
  DutyReport report;
  const auto own = load_own_vote(tools.database, VoteKind::balances, moment.state.balances_block);
  if (!own) return std::unexpected(own.error());
  if (!*own) return report;
  report.subject = (*own)->subject;
  const auto view = view_round(tools, moment, **own, report);
  if (!view) return std::unexpected(view.error());
  report.state = voting_state_of(**view, report.has_voted);
  if (computed_ && computed_->result.submission.block == report.subject)
    if (const auto done = explain(tools, **view, report); !done)
      return std::unexpected(done.error());
  return report;
}

Expected<void> BalancesDuty::compute(const DutyTools& tools, const SubmissionTarget& target) {
  if (computed_ && computed_->result.submission.block == target.block) return {};
  const Expected<BlockHeader> header = tools.nodes.header(target.block);
  if (!header) return std::unexpected(header.error());
  Expected<NetworkSnapshot> snapshot = snapshot_at_(target.slot, *header);
  if (!snapshot) return std::unexpected(snapshot.error());
  if (snapshot->interval.consensus_end_slot != target.slot ||
      snapshot->interval.execution_end_block != target.block)
    return fail(
        ErrorKind::mismatch,
        fmt::format("snapshot is of slot {} and block {}", snapshot->interval.consensus_end_slot,
                    snapshot->interval.execution_end_block),
        fmt::format("slot {}, block {}", target.slot, target.block));
  auto computed = std::make_unique<Computed>();
  computed->snapshot = std::move(*snapshot);
  const Expected<int256> share = smoothing_pool_share(computed->snapshot);
  if (!share) return std::unexpected(share.error());
  Expected<BalancesResult> result = compute_balances(computed->snapshot, *share);
  if (!result) return std::unexpected(result.error());
  computed->result = std::move(*result);
  computed_ = std::move(computed);
  terms_ = computed_->result.balances.terms;
  explained_.clear();
  return {};
}

Expected<OwnVote> BalancesDuty::own_vote(const DutyTools& tools, const SubmissionTarget& target,
                                         DutyReport& report) {
  const BalancesSubmission& submission = computed_->result.submission;
  OwnVote own{VoteKind::balances, target.block, submission.slot_timestamp, vote_values(submission),
              named_terms(computed_->result.balances.terms)};
  const auto stored = load_own_vote(tools.database, own.kind, own.subject);
  if (!stored) return std::unexpected(stored.error());
  if (*stored && (*stored)->values == own.values) return own;
  if (const auto done = store_own_vote(tools.database, own); !done)
    return std::unexpected(done.error());
  const auto before = load_own_vote_before(tools.database, own.kind, own.subject);
  if (!before) return std::unexpected(before.error());
  report.text = fmt::format("computed {} for block {}", vote_json(own.values), own.subject);
  if (*before)
    for (const std::string& change : term_changes((*before)->terms, own.terms))
      report.text += "; " + change;
  return own;
}

Expected<std::string> BalancesDuty::objection(const DutyTools& tools, const Moment& moment) const {
  const BalancesSubmission& submission = computed_->result.submission;
  if (const auto fits = check_submission(submission); !fits) return fits.error().text();
  const std::uint64_t next_block_time =
      moment.state.block.timestamp + moment.clock.seconds_per_slot;
  for (const GuardFinding& finding : balances_guards(moment.state, submission, next_block_time))
    if (!finding.is_passing) return finding.text;
  if (!tools.stop_at_unusual || submission.reth_supply == 0) return "";
  const auto rates = known_rates(tools.database);
  if (!rates) return std::unexpected(rates.error());
  return unusual_rate(*rates, {submission.slot_timestamp, submitted_rate(submission)});
}

Expected<void> BalancesDuty::cast(const DutyTools& tools, const Moment& moment, const OwnVote& own,
                                  DutyReport& report) const {
  const BalancesSubmission& submission = computed_->result.submission;
  Expected<Bytes> calldata = balances_calldata(submission);
  if (!calldata) return std::unexpected(calldata.error());
  const BalancesVote vote{submission.block, submission.slot_timestamp,
                          uint256(submission.total_eth), uint256(submission.staking_eth),
                          submission.reth_supply};
  Submission out = submission_of(own, moment, "RocketNetworkBalances", std::move(*calldata),
                                 submission.slot_timestamp + 2 * moment.state.balances_frequency);
  out.any_vote_key = balances_block_key(*tools.voter, vote.block);
  out.same_vote_key = balances_vote_key(*tools.voter, vote);
  return cast_vote(tools, moment, std::move(out), report);
}

Expected<void> BalancesDuty::explain(const DutyTools& tools, const RoundView& view,
                                     DutyReport& report) {
  for (const MemberState& member : view.state.members) {
    if (member.state != VoteState::different) continue;
    if (!explained_.insert({member.member, vote_hash(member.vote->values)}).second) continue;
    const auto reasons =
        explain_balances_difference(computed_->result, submission_of(*member.vote));
    if (const auto done = store_reasons(tools.database, VoteKind::balances, view.round.subject,
                                        member.member, reasons);
        !done)
      return done;
    report.differences.push_back({member.member, reasons});
  }
  return {};
}

Expected<DutyReport> BalancesDuty::step(const DutyTools& tools, const Moment& moment) {
  DutyReport report;
  if (!moment.state.balances_enabled || !moment.book.votes_allowed()) {
    report.state = DutyState::off;
    return report;
  }
  const auto found = target(tools, moment);
  if (!found && found.error().kind == ErrorKind::unavailable) {
    report.state = DutyState::waiting_finality;
    report.text = found.error().text();
    return report;
  }
  if (!found) return std::unexpected(found.error());
  if (!*found) return accepted_report(tools, moment);
  const SubmissionTarget& target = **found;
  report.subject = target.block;
  report.target_slot = target.slot;
  report.final_time = final_time_of(moment.clock, target.slot);
  if (const auto done = compute(tools, target); !done) {
    if (done.error().kind != ErrorKind::unavailable) return std::unexpected(done.error());
    report.state = DutyState::waiting_input;
    report.text = done.error().text();
    return report;
  }
  const Expected<OwnVote> own = own_vote(tools, target, report);
  if (!own) return std::unexpected(own.error());
  const auto view = view_round(tools, moment, *own, report);
  if (!view) return std::unexpected(view.error());
  report.state = voting_state_of(**view, report.has_voted);
  if (const auto done = explain(tools, **view, report); !done) return std::unexpected(done.error());
  if (report.has_voted || !tools.voter || report.state == DutyState::consensus) return report;
  const Expected<std::string> held = objection(tools, moment);
  if (!held) return std::unexpected(held.error());
  if (!held->empty()) {
    report.state = DutyState::held;
    add_text(report, "no vote: " + *held);
    return report;
  }
  if (const auto done = cast(tools, moment, *own, report); !done)
    return std::unexpected(done.error());
  return report;
}

}  // namespace apsis
