// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/submit/journal.hpp"

#include <fmt/format.h>

#include "core/hex.hpp"
#include "oracle/submit/journal_rows.hpp"

namespace apsis {

namespace {

/// Sets the state of a submission that has a nonce; only its queue moves such a one.
void set_state(pqxx::work& transaction, const JournaledSubmission& submission, SubmissionState to,
               const std::string& reason) {
  transaction.exec_params(
      "UPDATE submissions SET state = $1, reason = $2, next_try = 0, "
      "changed_at = clock_timestamp() WHERE submission_id = $3",
      std::string(state_name(to)), reason, submission.id);
}

std::string place(const Attempt& attempt) {
  return fmt::format("nonce {} attempt {}{}", attempt.nonce, attempt.number,
                     attempt.hash ? " " + to_hex(*attempt.hash) : "");
}

/// The attempts at the nonce that the submission has now become history.
void retire_attempts(pqxx::work& transaction, const JournaledSubmission& submission,
                     std::string_view state) {
  transaction.exec_params(
      "UPDATE submission_transactions SET state = $1 WHERE submission_id = $2 AND state IN "
      "('journaled', 'signed', 'sent', 'mined')",
      std::string(state), submission.id);
}

}  // namespace

Expected<void> Journal::put_signed(const JournaledSubmission& submission, const Attempt& attempt,
                                   const SignedTransaction& made) {
  return journal_transaction(connection_, [&](pqxx::work& transaction) -> Expected<void> {
    const auto rows = transaction
                          .exec_params(
                              "UPDATE submission_transactions SET state = 'signed', raw = "
                              "$1::bytea, hash = $2::bytea WHERE transaction_id = $3 AND "
                              "state = 'journaled'",
                              bytea_of(made.raw), bytea_of(made.hash), attempt.id)
                          .affected_rows();
    if (rows != 1)
      return fail(ErrorKind::mismatch, "is not waiting for a signature", place(attempt),
                  "another program works on this journal: stop it");
    if (submission.state == SubmissionState::journaled)
      set_state(transaction, submission, SubmissionState::sign, submission.reason);
    write_act(
        transaction, submission.id, "signed",
        fmt::format("nonce {} attempt {} {}", attempt.nonce, attempt.number, to_hex(made.hash)));
    return {};
  });
}

Expected<void> Journal::put_sent(const JournaledSubmission& submission, const Attempt& attempt,
                                 std::uint64_t now) {
  return journal_transaction(connection_, [&](pqxx::work& transaction) -> Expected<void> {
    const bool is_first = !attempt.sent_at;
    transaction.exec_params(
        "UPDATE submission_transactions SET state = 'sent', sent_at = coalesce(sent_at, $1) "
        "WHERE transaction_id = $2 AND state IN ('signed', 'sent')",
        now, attempt.id);
    if (submission.state != SubmissionState::sent)
      set_state(transaction, submission, SubmissionState::sent, "");
    if (is_first) write_act(transaction, submission.id, "sent", place(attempt));
    return {};
  });
}

Expected<void> Journal::put_mined(const JournaledSubmission& submission, const Attempt& attempt,
                                  const MinedFacts& facts) {
  return journal_transaction(connection_, [&](pqxx::work& transaction) -> Expected<void> {
    transaction.exec_params(
        "UPDATE submission_transactions SET state = 'mined', mined_block = $1, succeeded = $2, "
        "cost_wei = $3 WHERE transaction_id = $4",
        facts.block, facts.succeeded, to_decimal(facts.cost_wei), attempt.id);
    set_state(transaction, submission, SubmissionState::mined, facts.succeeded ? "" : "reverted");
    write_act(transaction, submission.id, facts.succeeded ? "mined" : "mined, reverted",
              fmt::format("{} in block {}", place(attempt), facts.block));
    return {};
  });
}

Expected<void> Journal::put_unmined(const JournaledSubmission& submission) {
  return journal_transaction(connection_, [&](pqxx::work& transaction) -> Expected<void> {
    transaction.exec_params(
        "UPDATE submission_transactions SET state = 'sent', mined_block = NULL, succeeded = NULL, "
        "cost_wei = NULL WHERE submission_id = $1 AND state = 'mined'",
        submission.id);
    set_state(transaction, submission, SubmissionState::sent, "its block was replaced");
    write_act(transaction, submission.id, "unmined", "its block is no longer in the chain");
    return {};
  });
}

Expected<void> Journal::put_final(const JournaledSubmission& submission, const Attempt& attempt,
                                  SubmissionState to, const std::string& reason) {
  return journal_transaction(connection_, [&](pqxx::work& transaction) -> Expected<void> {
    transaction.exec_params(
        "UPDATE submission_transactions SET state = 'final' WHERE transaction_id = $1", attempt.id);
    retire_attempts(transaction, submission, "lost");
    if (!attempt.succeeded)
      transaction.exec_params("UPDATE submissions SET tries = tries + 1 WHERE submission_id = $1",
                              submission.id);
    set_state(transaction, submission, to, reason);
    write_act(transaction, submission.id, state_name(to),
              place(attempt) + (reason.empty() ? "" : ": " + reason));
    return {};
  });
}

Expected<void> Journal::put_lost(const JournaledSubmission& submission) {
  return journal_transaction(connection_, [&](pqxx::work& transaction) -> Expected<void> {
    retire_attempts(transaction, submission, "lost");
    set_state(transaction, submission, SubmissionState::computed,
              "another transaction took its nonce");
    write_act(transaction, submission.id, "lost", "another transaction took its nonce");
    return {};
  });
}

Expected<void> Journal::put_released(const JournaledSubmission& submission) {
  return journal_transaction(connection_, [&](pqxx::work& transaction) -> Expected<void> {
    retire_attempts(transaction, submission, "released");
    set_state(transaction, submission, SubmissionState::abandoned, submission.reason);
    write_act(transaction, submission.id, "abandoned", "nothing was signed");
    return {};
  });
}

}  // namespace apsis
