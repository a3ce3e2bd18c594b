// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/balances_duty.hpp"

#include <fmt/format.h>

#include "oracle/duties/vote_keys.hpp"
#include "oracle/duties/vote_target.hpp"
#include "oracle/interval/approximate_share.hpp"
#include "oracle/run/known_rates.hpp"

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

BalancesSubmission balances_of(const VoteEvent& vote) {
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

Expected<std::optional<SubmissionTarget>> BalancesDuty::target(const DutyTools& tools,
                                                               const Moment& moment) {
  const VotingState& state = moment.state;
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
  const std::uint64_t block = moment.state.balances_block;
  const auto round = accepted_round(tools, moment, VoteKind::balances, block, report);
  if (!round) return std::unexpected(round.error());
  if (!*round || !computed_ || computed_->result.submission.block != block) return report;
  if (const auto done = explain(tools, *(*round)->view, report); !done)
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
  return {};
}

Expected<OwnVote> BalancesDuty::own_vote(const DutyTools& tools, const SubmissionTarget& target,
                                         DutyReport& report) const {
  const BalancesSubmission& submission = computed_->result.submission;
  OwnVote own{VoteKind::balances, target.block, submission.slot_timestamp, vote_values(submission),
              named_terms(computed_->result.balances.terms)};
  const Expected<bool> is_new = remember_own_vote(tools, own);
  if (!is_new) return std::unexpected(is_new.error());
  if (!*is_new) return own;
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
  const std::string refusal =
      refusal_of(balances_guards(moment.state, submission, next_block_time));
  if (!refusal.empty() || !tools.stop_at_unusual || submission.reth_supply == 0) return refusal;
  const auto rates = known_rates(tools.database);
  if (!rates) return std::unexpected(rates.error());
  return unusual_rate(*rates, {submission.slot_timestamp, submitted_rate(submission)});
}

Expected<Submission> BalancesDuty::submission(const DutyTools& tools, const Moment& moment,
                                              const OwnVote& own) const {
  const BalancesSubmission& values = computed_->result.submission;
  Expected<Bytes> calldata = balances_calldata(values);
  if (!calldata) return std::unexpected(calldata.error());
  Expected<Submission> out =
      submission_of(own, moment, "RocketNetworkBalances", std::move(*calldata),
                    values.slot_timestamp + 2 * moment.state.balances_frequency);
  if (!out || !tools.voter) return out;
  const BalancesVote vote{values.block, values.slot_timestamp, uint256(values.total_eth),
                          uint256(values.staking_eth), values.reth_supply};
  out->any_vote_key = balances_block_key(*tools.voter, vote.block);
  out->same_vote_key = balances_vote_key(*tools.voter, vote);
  return out;
}

Expected<void> BalancesDuty::explain(const DutyTools& tools, const RoundView& view,
                                     DutyReport& report) {
  const auto reasons_of = [this](const VoteEvent& theirs) {
    return explain_balances_difference(computed_->result, balances_of(theirs));
  };
  return explainer_.explain(tools, view, reasons_of, report);
}

Expected<DutyReport> BalancesDuty::vote(const DutyTools& tools, const Moment& moment,
                                        const SubmissionTarget& target, DutyReport report) {
  const Expected<OwnVote> own = own_vote(tools, target, report);
  if (!own) return std::unexpected(own.error());
  const auto view = view_round(tools, moment, *own, report);
  if (!view) return std::unexpected(view.error());
  if (const auto done = explain(tools, **view, report); !done) return std::unexpected(done.error());
  const VoteParts parts{[&] { return objection(tools, moment); },
                        [&] { return submission(tools, moment, *own); }};
  return settle(tools, **view, parts, report);
}

Expected<DutyReport> BalancesDuty::step(const DutyTools& tools, const Moment& moment) {
  DutyReport report;
  if (is_voting_off(moment, moment.state.balances_enabled)) {
    report.state = DutyState::off;
    return report;
  }
  if (const auto done = memory_.set_anchor(tools, moment.state.balances_block); !done)
    return std::unexpected(done.error());
  const auto found = target(tools, moment);
  if (!found)
    return targetless_report(found.error(), [&] { return accepted_report(tools, moment); });
  if (!*found) return accepted_report(tools, moment);
  report.subject = (*found)->block;
  report.target_slot = (*found)->slot;
  report.final_time = final_time_of(moment.clock, (*found)->slot);
  if (const auto done = compute(tools, **found); !done)
    return waiting_report(report, DutyState::waiting_input, done.error());
  return vote(tools, moment, **found, report);
}

}  // namespace apsis
