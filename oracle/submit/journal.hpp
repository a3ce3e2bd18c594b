// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/pg/connection.hpp"
#include "oracle/submit/operator_acts.hpp"
#include "oracle/submit/submission.hpp"

namespace apsis {

/// What mining cost and where it happened, for the journal.
struct MinedFacts {
  std::uint64_t block = 0;
  bool succeeded = false;
  uint256 cost_wei;  ///< gas, and the value if it succeeded
};

/// The journal of one member's submissions on one chain, in PostgreSQL. Every function is one
/// transaction that is on disk when it returns, and writes a line of `submission_acts`. Errors:
/// `unavailable` when the database fails; what was being written is then decided by reading again.
class Journal {
 public:
  Journal(Connection& connection, std::uint64_t chain_id, const Bytes20& voter)
      : connection_(connection), chain_id_(chain_id), voter_(voter) {}

  /// Becomes the only queue of this member on this database, until the session ends; waits up to
  /// `seconds` for another one to end. `usage` while another one runs.
  Expected<void> lock(int seconds);

  /// The submission of this duty and subject, new if there is none (or the operator has allowed
  /// another one). One that is not journaled yet takes over new values; `mismatch` if other values
  /// were signed or an earlier one is still under way.
  Expected<JournaledSubmission> offer(const Submission& submission);
  /// All that are open, oldest first.
  Expected<std::vector<JournaledSubmission>> open_submissions();
  /// One by its number; nothing if there is none.
  Expected<std::optional<JournaledSubmission>> find(std::int64_t id);

  /// A step that takes no nonce; `next_try` is for waiting ones. False if somebody else has moved
  /// it meanwhile: read it again.
  Expected<bool> move(const JournaledSubmission& submission, SubmissionState to,
                      const std::string& reason, std::uint64_t next_try = 0,
                      std::uint64_t gas_estimate = 0);
  /// Takes a nonce, or another attempt at it. False if the operator has disarmed or, unless it
  /// cancels, abandoned it meanwhile; the attempt's id is set.
  Expected<bool> add_attempt(const JournaledSubmission& submission, Attempt& attempt);
  /// Keeps the bytes that are going to be sent.
  Expected<void> put_signed(const JournaledSubmission& submission, const Attempt& attempt,
                            const SignedTransaction& made);
  Expected<void> put_sent(const JournaledSubmission& submission, const Attempt& attempt,
                          std::uint64_t now);
  Expected<void> put_mined(const JournaledSubmission& submission, const Attempt& attempt,
                           const MinedFacts& facts);
  /// The block that had it is no longer in the chain.
  Expected<void> put_unmined(const JournaledSubmission& submission);
  /// Its block is final; the other attempts can never be mined. `to` is what became of the
  /// submission: final, abandoned, failed, or computed for another try.
  Expected<void> put_final(const JournaledSubmission& submission, const Attempt& attempt,
                           SubmissionState to, const std::string& reason);
  /// A final block has another transaction of its nonce: it starts again.
  Expected<void> put_lost(const JournaledSubmission& submission);
  /// Nothing was signed for its nonce: gives it back and abandons the submission.
  Expected<void> put_released(const JournaledSubmission& submission);

  /// The highest nonce that a submission under way has.
  Expected<std::optional<std::uint64_t>> highest_open_nonce();
  /// What was paid since a time, and what may still have to be paid.
  /// `duty_prefix` takes only duties whose names begin so.
  Expected<uint256> spent_since(std::uint64_t time, const std::string& duty_prefix = {});
  /// What the operator has set.
  Expected<Arming> arming() { return read_arming(connection_); }
  /// A line for people about a submission, without a change.
  Expected<void> note(const JournaledSubmission& submission, const std::string& act,
                      const std::string& detail);

  std::uint64_t chain_id() const { return chain_id_; }
  const Bytes20& voter() const { return voter_; }

 private:
  Connection& connection_;
  std::uint64_t chain_id_;
  Bytes20 voter_;
};

}  // namespace apsis
