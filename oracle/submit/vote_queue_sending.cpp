// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "core/check.hpp"
#include "core/hex.hpp"
#include "oracle/submit/vote_queue.hpp"

namespace apsis {

namespace {

bool is_signed_once(const JournaledSubmission& submission) {
  for (const Attempt& attempt : submission.attempts)
    if (attempt.hash) return true;
  return false;
}

uint256 highest_cost_of(const JournaledSubmission& submission, std::uint64_t chain_id,
                        const Bytes20& voter) {
  uint256 out = 0;
  for (const Attempt& attempt : submission.attempts) {
    const uint256 cost =
        highest_cost_wei(transaction_of(submission.submission, attempt, chain_id, voter));
    if (cost > out) out = cost;
  }
  return out;
}

MinedFacts facts_of(const JournaledSubmission& submission, const Attempt& attempt,
                    const Receipt& receipt) {
  const bool is_value_spent = receipt.succeeded && !attempt.is_cancel;
  return {receipt.block, receipt.succeeded,
          is_value_spent ? uint256(receipt.cost_wei + submission.submission.value_wei)
                         : receipt.cost_wei};
}

}  // namespace

Expected<bool> VoteQueue::is_nonce_spent(const JournaledSubmission& submission, NonceAt at) {
  const Expected<std::uint64_t> count = chain_.nonce(journal_.voter(), at);
  if (!count) return std::unexpected(count.error());
  return *count > submission.attempts.back().nonce;
}

VoteQueue::Change VoteQueue::look_for_receipt(const JournaledSubmission& submission,
                                              Moment& moment) {
  for (auto attempt = submission.attempts.rbegin(); attempt != submission.attempts.rend();
       ++attempt) {
    if (!attempt->hash) continue;
    const auto receipt = chain_.receipt(*attempt->hash);
    if (!receipt) return std::unexpected(receipt.error());
    if (!*receipt) continue;
    const Receipt& found = **receipt;
    if (auto put = journal_.put_mined(submission, *attempt, facts_of(submission, *attempt, found));
        !put)
      return std::unexpected(put.error());
    moment.tell(submission, SubmissionState::mined,
                fmt::format("{} is in block {}{}", to_hex(*attempt->hash), found.block,
                            found.succeeded ? "" : ", reverted"));
    return true;
  }
  return false;
}

VoteQueue::Change VoteQueue::try_sending(const JournaledSubmission& submission, Moment& moment) {
  CHECK(!submission.attempts.empty());
  // A transaction that was signed may have been sent, whatever the journal says of it.
  Change found = look_for_receipt(submission, moment);
  if (!found || *found) return found;
  const Expected<bool> spent = is_nonce_spent(submission, NonceAt::latest);
  if (!spent) return spent;
  if (*spent) {
    const Expected<bool> spent_for_good = is_nonce_spent(submission, NonceAt::finalized);
    if (!spent_for_good || !*spent_for_good) return spent_for_good;
    found = look_for_receipt(submission, moment);
    if (!found || *found) return found;
    moment.tell(submission, SubmissionState::computed, "another transaction took its nonce");
    if (auto put = journal_.put_lost(submission); !put) return std::unexpected(put.error());
    return true;
  }
  const Attempt& newest = submission.attempts.back();
  const bool is_too_late =
      !is_signed_once(submission) && moment.now > submission.submission.expires;
  if ((submission.abandon_requested || is_too_late) && !newest.is_cancel)
    return give_up(submission, moment);
  if (!moment.can_send) return false;
  if (newest.state == AttemptState::journaled) return sign(submission, moment);
  if (newest.state == AttemptState::sent) {
    const std::uint64_t deadline = moment.deadline_of(newest.nonce, submission.submission.deadline);
    if (moment.now >= newest.made_at + patience_seconds(newest.made_at, deadline)) {
      const Change raised = raise(submission, newest.is_cancel, moment);
      if (!raised || *raised) return raised;
    }
  }
  return send(submission, moment);
}

VoteQueue::Change VoteQueue::give_up(const JournaledSubmission& submission, Moment& moment) {
  const auto highest = journal_.highest_open_nonce();
  if (!highest) return std::unexpected(highest.error());
  // A nonce that later ones stand on must be used, if only by a transfer to oneself.
  if (!is_signed_once(submission) && *highest == submission.attempts.back().nonce) {
    moment.tell(submission, SubmissionState::abandoned, "abandoned; nothing was signed");
    if (auto put = journal_.put_released(submission); !put) return std::unexpected(put.error());
    return true;
  }
  if (!moment.can_send) return false;
  return raise(submission, true, moment);
}

VoteQueue::Change VoteQueue::sign(const JournaledSubmission& submission, Moment& moment) {
  const Attempt& newest = submission.attempts.back();
  const Expected<SignedTransaction> made = signer_->sign(
      transaction_of(submission.submission, newest, journal_.chain_id(), journal_.voter()));
  if (!made) return std::unexpected(made.error());
  if (made->from != journal_.voter())
    return fail(ErrorKind::mismatch, "the signer has another key than the voter's",
                to_hex(made->from));
  if (auto put = journal_.put_signed(submission, newest, *made); !put)
    return std::unexpected(put.error());
  moment.tell(submission, SubmissionState::sign,
              fmt::format("{} with nonce {}", to_hex(made->hash), newest.nonce));
  return true;
}

VoteQueue::Change VoteQueue::send(const JournaledSubmission& submission, Moment& moment) {
  const Attempt& newest = submission.attempts.back();
  const auto last = last_sent_at_.find(newest.id);
  if (last != last_sent_at_.end() && moment.now < last->second + rules_.resend_seconds)
    return false;
  // The operator may have disarmed since this step began.
  const Expected<Arming> arming = journal_.arming();
  if (!arming) return std::unexpected(arming.error());
  if (arming->is_disarmed) return false;
  const Expected<SendAnswer> answer = chain_.send(newest.raw);
  if (!answer) return std::unexpected(answer.error());
  last_sent_at_[newest.id] = moment.now;
  switch (answer->outcome) {
    case SendOutcome::taken:
    case SendOutcome::known: {
      if (newest.state == AttemptState::sent && submission.state == SubmissionState::sent)
        return false;
      if (auto put = journal_.put_sent(submission, newest, moment.now); !put)
        return std::unexpected(put.error());
      moment.tell(submission, SubmissionState::sent,
                  fmt::format("{} with nonce {}", to_hex(*newest.hash), newest.nonce));
      return true;
    }
    case SendOutcome::nonce_used:
      return false;  // a block has it, or will not: the next step finds out
    case SendOutcome::fee_too_low:
      if (newest.made_at == moment.now) return false;  // once a step is often enough
      return raise(submission, newest.is_cancel, moment);
    case SendOutcome::refused:
      break;
  }
  return fail(ErrorKind::unavailable, "the node refuses the transaction: " + answer->text,
              to_hex(*newest.hash), "the same bytes are sent again");
}

VoteQueue::Change VoteQueue::raise(const JournaledSubmission& submission, bool is_cancel,
                                   Moment& moment) {
  const Attempt& newest = submission.attempts.back();
  const std::optional<Fees> fees = raised_fees({newest.priority_fee_wei, newest.max_fee_wei},
                                               moment.head.base_fee_wei, rules_.fees);
  if (!fees) return put_off(submission, "its fees cannot be raised above the cap", moment);
  Attempt attempt{.nonce = newest.nonce,
                  .number = newest.number + 1,
                  .is_cancel = is_cancel,
                  .priority_fee_wei = fees->priority_fee_wei,
                  .max_fee_wei = fees->max_fee_wei,
                  .gas_limit = is_cancel ? transfer_gas : newest.gas_limit,
                  .made_at = moment.now};
  const Transaction transaction =
      transaction_of(submission.submission, attempt, journal_.chain_id(), journal_.voter());
  const Expected<std::string> against =
      objection(submission, transaction,
                highest_cost_of(submission, journal_.chain_id(), journal_.voter()), moment.now);
  if (!against) return std::unexpected(against.error());
  if (!against->empty()) return put_off(submission, *against, moment);
  moment.tell(submission, submission.state,
              fmt::format("{} nonce {}: fee {} wei, tip {} wei",
                          is_cancel ? "cancels" : "pays more for", attempt.nonce,
                          to_decimal(attempt.max_fee_wei), to_decimal(attempt.priority_fee_wei)));
  return journal_.add_attempt(submission, attempt);
}

VoteQueue::Change VoteQueue::finish(const JournaledSubmission& submission, Moment& moment) {
  const Attempt* mined = nullptr;
  for (const Attempt& attempt : submission.attempts)
    if (attempt.state == AttemptState::mined) mined = &attempt;
  CHECK(mined != nullptr && mined->hash);
  const auto receipt = chain_.receipt(*mined->hash);
  if (!receipt) return std::unexpected(receipt.error());
  if (!*receipt) {
    moment.tell(submission, SubmissionState::sent, "its block is no longer in the chain");
    if (auto put = journal_.put_unmined(submission); !put) return std::unexpected(put.error());
    last_sent_at_.clear();
    return true;
  }
  const Receipt& found = **receipt;
  if (found.block != mined->mined_block || found.succeeded != mined->succeeded) {
    const auto put = journal_.put_mined(submission, *mined, facts_of(submission, *mined, found));
    if (!put) return std::unexpected(put.error());
    return true;
  }
  if (found.block > moment.head.finalized_block) return false;
  SubmissionState to = SubmissionState::final;
  std::string reason;
  if (mined->is_cancel || (!found.succeeded && submission.abandon_requested)) {
    to = SubmissionState::abandoned;
    reason = "cancelled by a transfer";
  } else if (!found.succeeded) {
    const bool is_last =
        submission.tries + 1 >= rules_.max_tries || moment.now > submission.submission.expires;
    to = is_last ? SubmissionState::failed : SubmissionState::computed;
    reason = "reverted in block " + std::to_string(found.block);
  }
  moment.tell(submission, to,
              fmt::format("{} is final in block {}", to_hex(*mined->hash), found.block));
  if (auto put = journal_.put_final(submission, *mined, to, reason); !put)
    return std::unexpected(put.error());
  return true;
}

}  // namespace apsis
