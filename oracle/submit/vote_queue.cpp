// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/submit/vote_queue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/hex.hpp"

namespace apsis {

namespace {

/// Acts on one submission within one step; more would be a circle.
constexpr int max_acts = 16;
constexpr std::uint64_t day_seconds = 86'400;

std::string place_of(const JournaledSubmission& submission) {
  return fmt::format("{} {} (submission {})", submission.submission.duty,
                     submission.submission.subject, submission.id);
}

}  // namespace

bool is_too_early(std::string_view reason) {
  return reason.find("Not enough time has passed") != std::string_view::npos;
}

bool is_done_already(std::string_view reason) {
  constexpr std::array<std::string_view, 4> words = {
      "Duplicate submission from node", "for an equal or higher block are set",
      "Can only execute snapshot for next period",
      "successfully responded to the challenge already"};
  return std::ranges::any_of(words, [&](std::string_view part) { return reason.contains(part); });
}

std::uint64_t VoteQueue::Moment::deadline_of(std::uint64_t nonce, std::uint64_t own) const {
  for (auto later = deadlines.lower_bound(nonce); later != deadlines.end(); ++later)
    own = std::min(own, later->second);
  return own;
}

Expected<QueueReport> VoteQueue::step(std::uint64_t now) {
  Moment moment{.now = now};
  const Expected<Arming> arming = journal_.arming();
  if (!arming) return std::unexpected(arming.error());
  moment.can_send = is_armed_ && signer_ != nullptr && !arming->is_disarmed;
  moment.report.can_send = moment.can_send;
  const auto open = journal_.open_submissions();
  if (!open) return std::unexpected(open.error());
  if (open->empty()) return std::move(moment.report);
  const Expected<ChainHead> head = chain_.head();
  if (!head) return std::unexpected(head.error());
  moment.head = *head;
  for (const JournaledSubmission& submission : *open)
    if (!submission.attempts.empty())
      moment.deadlines[submission.attempts.back().nonce] = submission.submission.deadline;
  for (const JournaledSubmission& first : *open) {
    std::optional<JournaledSubmission> submission = first;
    for (int acts = 0; acts < max_acts && submission && is_open(submission->state); ++acts) {
      const Change changed = advance(*submission, moment);
      if (!changed) moment.report.errors.push_back(within(place_of(first), changed.error()));
      if (!changed || !*changed) break;
      const auto again = journal_.find(first.id);
      if (!again) return std::unexpected(again.error());
      submission = *again;
    }
    if (!submission || !is_open(submission->state)) continue;
    ++moment.report.open;
    if (submission->state == SubmissionState::sent && !moment.report.oldest_pending_since)
      moment.report.oldest_pending_since = submission->attempts.front().made_at;
  }
  return std::move(moment.report);
}

VoteQueue::Change VoteQueue::advance(const JournaledSubmission& submission, Moment& moment) {
  if (!has_nonce(submission.state)) return try_unsigned(submission, moment);
  if (submission.state == SubmissionState::mined) return finish(submission, moment);
  return try_sending(submission, moment);
}

Expected<bool> VoteQueue::is_voted_elsewhere(const JournaledSubmission& submission) {
  // What an operator allowed by name may be another vote about the subject, but not the same one.
  const bool is_allowed = submission.override_number > 0;
  const auto& key =
      is_allowed ? submission.submission.same_vote_key : submission.submission.any_vote_key;
  return key ? chain_.flag(*key) : Expected<bool>(false);
}

VoteQueue::Change VoteQueue::put_off(const JournaledSubmission& submission,
                                     const std::string& reason, Moment& moment) {
  if (reason != submission.reason) moment.tell(submission, submission.state, reason);
  const Change moved =
      journal_.move(submission, submission.state, reason, 0, submission.gas_estimate);
  if (!moved) return moved;
  return false;
}

VoteQueue::Change VoteQueue::try_unsigned(const JournaledSubmission& submission, Moment& moment) {
  const auto end = [&](SubmissionState state, const std::string& reason) {
    moment.tell(submission, state, reason);
    return journal_.move(submission, state, reason);
  };
  if (submission.abandon_requested) return end(SubmissionState::abandoned, submission.reason);
  if (moment.now > submission.submission.expires)
    return end(SubmissionState::expired, "its time passed before it was signed");
  if (submission.next_try > moment.now) return false;
  const Expected<bool> voted = is_voted_elsewhere(submission);
  if (!voted) return voted;
  if (*voted) return end(SubmissionState::elsewhere, "the chain has this member's vote already");
  if (submission.state == SubmissionState::simulated && !moment.can_send) return false;
  const Expected<Simulation> simulation = chain_.simulate(journal_.voter(), submission.submission);
  if (!simulation) return std::unexpected(simulation.error());
  return judge_simulation(submission, *simulation, moment);
}

VoteQueue::Change VoteQueue::judge_simulation(const JournaledSubmission& submission,
                                              const Simulation& simulation, Moment& moment) {
  if (simulation.succeeds) {
    if (submission.state == SubmissionState::simulated)
      return start(submission, simulation.gas, moment);
    const Submission& wanted = submission.submission;
    moment.tell(
        submission, SubmissionState::simulated,
        fmt::format("{} {} {}: {}; calldata {}",
                    moment.can_send ? "is sent to" : "dry run: would be sent to", wanted.contract,
                    to_hex(wanted.address), wanted.summary, to_hex(wanted.calldata)));
    return journal_.move(submission, SubmissionState::simulated, "", 0, simulation.gas);
  }
  SubmissionState to = SubmissionState::refused;
  std::uint64_t pause = rules_.refused_retry_seconds;
  if (is_done_already(simulation.reason)) {
    to = SubmissionState::elsewhere;
  } else if (is_too_early(simulation.reason)) {
    to = SubmissionState::waiting;
    pause = rules_.retry_seconds;
  }
  if (submission.state != to || submission.reason != simulation.reason)
    moment.tell(submission, to, "would revert: " + simulation.reason);
  const Change moved = journal_.move(submission, to, simulation.reason, moment.now + pause);
  if (!moved) return moved;
  return false;
}

Expected<std::string> VoteQueue::objection(const JournaledSubmission& submission,
                                           const Transaction& transaction,
                                           const uint256& own_part_wei, std::uint64_t now) {
  const uint256 cost = highest_cost_wei(transaction);
  const std::uint64_t day_ago = now > day_seconds ? now - day_seconds : 0;
  const Expected<uint256> spent = journal_.spent_since(day_ago);
  if (!spent) return std::unexpected(spent.error());
  std::string out = over_cap(cost, *spent, own_part_wei, rules_.fees);
  if (out.empty() && submission.submission.duty.starts_with(l2_duty_prefix)) {
    const auto l2_spent = journal_.spent_since(day_ago, std::string(l2_duty_prefix));
    if (!l2_spent) return std::unexpected(l2_spent.error());
    FeeRules own_cap = rules_.fees;
    own_cap.daily_cap_wei = rules_.fees.l2_daily_cap_wei;
    out = over_cap(cost, *l2_spent, own_part_wei, own_cap);
  }
  if (!out.empty()) return out;
  const Expected<uint256> balance = chain_.balance_wei(journal_.voter());
  if (!balance) return std::unexpected(balance.error());
  if (*balance < cost)
    out = "the wallet has " + to_decimal(*balance) + " wei, and it may cost " + to_decimal(cost);
  return out;
}

VoteQueue::Change VoteQueue::start(const JournaledSubmission& submission, std::uint64_t gas,
                                   Moment& moment) {
  const std::optional<Fees> fees = first_fees(moment.head.base_fee_wei, rules_.fees);
  if (!fees)
    return put_off(
        submission,
        "the base fee, " + to_decimal(moment.head.base_fee_wei) + " wei, is above the cap of fees",
        moment);
  const Expected<std::uint64_t> pending = chain_.nonce(journal_.voter(), NonceAt::pending);
  if (!pending) return std::unexpected(pending.error());
  const auto highest = journal_.highest_open_nonce();
  if (!highest) return std::unexpected(highest.error());
  Attempt attempt{.nonce = *highest ? std::max(*pending, **highest + 1) : *pending,
                  .priority_fee_wei = fees->priority_fee_wei,
                  .max_fee_wei = fees->max_fee_wei,
                  .gas_limit = gas_limit_of(gas, submission.submission.duty),
                  .made_at = moment.now};
  const Expected<std::string> against = objection(
      submission,
      transaction_of(submission.submission, attempt, journal_.chain_id(), journal_.voter()), 0,
      moment.now);
  if (!against) return std::unexpected(against.error());
  if (!against->empty()) return put_off(submission, *against, moment);
  return journal_.add_attempt(submission, attempt);
}

}  // namespace apsis
