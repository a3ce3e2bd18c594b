// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "oracle/submit/fee_policy.hpp"
#include "oracle/submit/journal.hpp"
#include "oracle/submit/submit_chain.hpp"
#include "oracle/wallet/signer.hpp"

namespace apsis {

/// How the queue goes about its work.
struct QueueRules {
  FeeRules fees{};
  std::uint64_t retry_seconds = 12;           ///< between tries of what is too early
  std::uint64_t refused_retry_seconds = 300;  ///< between tries of what reverts otherwise
  std::uint64_t resend_seconds = 12;          ///< between sending the same bytes
  int max_tries = 3;                          ///< transactions that may revert in final blocks
};

/// Something that happened to a submission, for logs and people.
struct QueueNews {
  std::int64_t id = 0;
  std::string duty;
  std::uint64_t subject = 0;
  SubmissionState state = SubmissionState::computed;
  std::string text;
};

/// What a step of the queue did and found.
struct QueueReport {
  std::vector<QueueNews> news;
  std::vector<Error> errors;  ///< of single submissions; the others went on
  std::size_t open = 0;       ///< submissions that are under way after it
  bool can_send = false;      ///< armed, with a signer, and not disarmed
  /// When the oldest transaction that no block has yet was made.
  std::optional<std::uint64_t> oldest_pending_since{};
};

/// Takes submissions to the chain, one nonce after the other: simulates, journals, signs, sends,
/// raises fees towards the deadline, and watches until the block is final. Before each act the
/// journal has it, so a program that ends anywhere goes on at the next start with the same
/// transaction. It signs and sends nothing unless it is armed and has a signer.
class VoteQueue {
 public:
  /// `signer` may be null (an observer) and must outlive the queue, as the journal's connection.
  VoteQueue(Journal journal, SubmitChain chain, Signer* signer, QueueRules rules, bool armed)
      : journal_(journal),
        chain_(std::move(chain)),
        signer_(signer),
        rules_(rules),
        is_armed_(armed) {}

  /// Brings a submission into the journal, or finds the one of its duty and subject. Errors of
  /// Journal::offer.
  Expected<JournaledSubmission> offer(const Submission& submission) {
    return journal_.offer(submission);
  }

  /// Takes every open submission as far as it goes now. `now` is in seconds since 1970. Fails when
  /// the journal or the chain's head cannot be read; may be called again at any time.
  Expected<QueueReport> step(std::uint64_t now);

 private:
  struct Moment;
  /// Whether something changed, so that there may be more to do at once.
  using Change = Expected<bool>;

  Change advance(const JournaledSubmission& submission, Moment& moment);
  Change try_unsigned(const JournaledSubmission& submission, Moment& moment);
  Change judge_simulation(const JournaledSubmission& submission, const Simulation& simulation,
                          Moment& moment);
  Change start(const JournaledSubmission& submission, std::uint64_t gas, Moment& moment);
  Change put_off(const JournaledSubmission& submission, const std::string& reason, Moment& moment);
  Expected<bool> is_voted_elsewhere(const JournaledSubmission& submission);

  Change try_sending(const JournaledSubmission& submission, Moment& moment);
  Change look_for_receipt(const JournaledSubmission& submission, Moment& moment);
  Expected<bool> is_nonce_spent(const JournaledSubmission& submission, NonceAt at);
  Change give_up(const JournaledSubmission& submission, Moment& moment);
  Change sign(const JournaledSubmission& submission, Moment& moment);
  Change send(const JournaledSubmission& submission, Moment& moment);
  Change raise(const JournaledSubmission& submission, bool is_cancel, Moment& moment);
  Change finish(const JournaledSubmission& submission, Moment& moment);

  /// What speaks against paying for this attempt; empty if nothing does.
  Expected<std::string> objection(const JournaledSubmission& submission,
                                  const Transaction& transaction, const uint256& own_part_wei,
                                  std::uint64_t now);

  Journal journal_;
  SubmitChain chain_;
  Signer* signer_;
  QueueRules rules_;
  bool is_armed_;
  std::map<std::int64_t, std::uint64_t> last_sent_at_;  ///< by attempt
};

/// What a step knows and gathers.
struct VoteQueue::Moment {
  std::uint64_t now = 0;
  ChainHead head{};
  bool can_send = false;
  QueueReport report{};
  /// The earliest deadline of those that have a nonce, by nonce: later ones wait for earlier ones.
  std::map<std::uint64_t, std::uint64_t> deadlines{};

  void tell(const JournaledSubmission& submission, SubmissionState state, std::string text) {
    report.news.push_back({submission.id, submission.submission.duty, submission.submission.subject,
                           state, std::move(text)});
  }
  /// The deadline that a transaction of this nonce has to be mined by.
  std::uint64_t deadline_of(std::uint64_t nonce, std::uint64_t own) const;
};

/// True for a revert that only says that it is too early.
bool is_too_early(std::string_view reason);
/// True for a revert that says that this member's vote is there, or that somebody has executed the
/// votes or answered the challenge.
bool is_done_already(std::string_view reason);

}  // namespace apsis
