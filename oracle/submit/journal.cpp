// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/submit/journal.hpp"

#include <fmt/format.h>

#include <thread>

#include "core/hex.hpp"
#include "oracle/submit/journal_rows.hpp"

namespace apsis {

namespace {

/// SQL for the rows of one member on one chain.
std::string of_member(std::uint64_t chain_id, const Bytes20& voter) {
  return fmt::format("chain_id = {} AND voter = '{}'::bytea", chain_id, bytea_of(voter));
}

/// Sets the state of a submission, if it still has the one that was read.
bool set_state(pqxx::work& transaction, const JournaledSubmission& submission, SubmissionState to,
               const std::string& reason, std::uint64_t next_try = 0) {
  return transaction
             .exec_params(
                 "UPDATE submissions SET state = $1, reason = $2, next_try = $3, "
                 "changed_at = clock_timestamp() WHERE submission_id = $4 AND state = $5",
                 std::string(state_name(to)), reason, next_try, submission.id,
                 std::string(state_name(submission.state)))
             .affected_rows() == 1;
}

std::unexpected<Error> moved(const JournaledSubmission& submission) {
  return fail(ErrorKind::unavailable, "was changed by another program meanwhile",
              fmt::format("submission {}", submission.id), "it is read again");
}

/// Sets the state or fails: nobody else may move a submission that has a nonce.
Expected<void> must_set_state(pqxx::work& transaction, const JournaledSubmission& submission,
                              SubmissionState to, const std::string& reason) {
  if (!set_state(transaction, submission, to, reason)) return moved(submission);
  return {};
}

std::string told(const Submission& submission) {
  return fmt::format("{} {}: {}", submission.duty, submission.subject, submission.summary);
}

void insert_submission(pqxx::work& transaction, std::uint64_t chain_id, const Bytes20& voter,
                       const Submission& submission, int override_number) {
  const pqxx::row row = transaction.exec_params1(
      "INSERT INTO submissions (chain_id, voter, duty, subject, override_number, contract, "
      "address, calldata, value_wei, summary, any_vote_key, same_vote_key, deadline, expires, "
      "state, reason, next_try, abandon_requested, tries, changed_at) VALUES ($1, $2::bytea, $3, "
      "$4, $5, $6, $7::bytea, $8::bytea, $9, $10, $11::bytea, $12::bytea, $13, $14, 'computed', "
      "'', 0, false, 0, clock_timestamp()) RETURNING submission_id",
      chain_id, bytea_of(voter), submission.duty, submission.subject, override_number,
      submission.contract, bytea_of(submission.address), bytea_of(submission.calldata),
      to_decimal(submission.value_wei), submission.summary, bytea_or_null(submission.any_vote_key),
      bytea_or_null(submission.same_vote_key), submission.deadline, submission.expires);
  write_act(transaction, row[0].as<std::int64_t>(), "computed", told(submission));
}

void take_new_values(pqxx::work& transaction, const JournaledSubmission& known,
                     const Submission& submission) {
  transaction.exec_params(
      "UPDATE submissions SET contract = $1, address = $2::bytea, calldata = $3::bytea, "
      "value_wei = $4, summary = $5, any_vote_key = $6::bytea, same_vote_key = $7::bytea, "
      "deadline = $8, expires = $9, state = 'computed', reason = '', next_try = 0, "
      "changed_at = clock_timestamp() WHERE submission_id = $10",
      submission.contract, bytea_of(submission.address), bytea_of(submission.calldata),
      to_decimal(submission.value_wei), submission.summary, bytea_or_null(submission.any_vote_key),
      bytea_or_null(submission.same_vote_key), submission.deadline, submission.expires, known.id);
  write_act(transaction, known.id, "computed anew", told(submission));
}

}  // namespace

Expected<void> Journal::lock(int seconds) {
  return connection_.guarded([&]() -> Expected<void> {
    for (int tenths = 0;; ++tenths) {
      {
        pqxx::nontransaction query(connection_.sql());
        const pqxx::row row =
            query.exec_params1("SELECT pg_try_advisory_lock(hashtextextended($1, 0))",
                               fmt::format("apsis submissions {} {}", chain_id_, to_hex(voter_)));
        if (row[0].as<bool>()) return {};
      }
      if (tenths >= 10 * seconds) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return fail(ErrorKind::usage, "another program sends for " + to_hex(voter_),
                connection_.shown(), "stop it: a member's nonces belong to one program");
  });
}

Expected<JournaledSubmission> Journal::offer(const Submission& submission) {
  using Result = Expected<JournaledSubmission>;
  return journal_transaction(connection_, [&](pqxx::work& transaction) -> Result {
    const std::string mine = of_member(chain_id_, voter_) +
                             fmt::format(" AND duty = {} AND subject = {}",
                                         transaction.quote(submission.duty), submission.subject);
    const int wanted = transaction
                           .exec1(
                               "SELECT coalesce(max(override_number), 0) "
                               "FROM submission_overrides WHERE " +
                               mine)[0]
                           .as<int>();
    auto known = read_submissions(transaction, mine);
    if (!known) return std::unexpected(known.error());
    if (known->empty() || known->back().override_number < wanted) {
      if (!known->empty() && is_open(known->back().state))
        return fail(ErrorKind::mismatch, "an earlier one is still under way",
                    fmt::format("submission {}", known->back().id), "abandon it first");
      insert_submission(transaction, chain_id_, voter_, submission, wanted);
    } else {
      const JournaledSubmission& last = known->back();
      if (last.submission == submission || !is_open(last.state)) return last;
      const bool same_values = last.submission.calldata == submission.calldata &&
                               last.submission.address == submission.address;
      if (has_nonce(last.state) && same_values) return last;
      if (has_nonce(last.state))
        return fail(ErrorKind::mismatch, "other values were taken to the chain already",
                    fmt::format("submission {}", last.id),
                    "compare both; `votes abandon` and `votes override` decide");
      take_new_values(transaction, last, submission);
    }
    known = read_submissions(transaction, mine);
    if (!known) return std::unexpected(known.error());
    return std::move(known->back());
  });
}

Expected<std::vector<JournaledSubmission>> Journal::open_submissions() {
  return journal_transaction(connection_, [&](pqxx::work& transaction) {
    return read_submissions(transaction,
                            of_member(chain_id_, voter_) +
                                " AND state NOT IN ('final', 'abandoned', 'elsewhere', 'expired', "
                                "'failed')");
  });
}

Expected<std::optional<JournaledSubmission>> Journal::find(std::int64_t id) {
  using Result = Expected<std::optional<JournaledSubmission>>;
  return journal_transaction(connection_, [&](pqxx::work& transaction) -> Result {
    auto found = read_submissions(
        transaction, of_member(chain_id_, voter_) + fmt::format(" AND submission_id = {}", id));
    if (!found) return std::unexpected(found.error());
    if (found->empty()) return std::nullopt;
    return std::move(found->front());
  });
}

Expected<bool> Journal::move(const JournaledSubmission& submission, SubmissionState to,
                             const std::string& reason, std::uint64_t next_try,
                             std::uint64_t gas_estimate) {
  return journal_transaction(connection_, [&](pqxx::work& transaction) -> Expected<bool> {
    if (!set_state(transaction, submission, to, reason, next_try)) return false;
    transaction.exec_params(
        "UPDATE submissions SET gas_estimate = nullif($1::bigint, 0) WHERE submission_id = $2",
        gas_estimate, submission.id);
    // Waiting is tried again every slot; the journal tells it once.
    if (submission.state != to || submission.reason != reason)
      write_act(transaction, submission.id, state_name(to), reason);
    return true;
  });
}

Expected<bool> Journal::add_attempt(const JournaledSubmission& submission, Attempt& attempt) {
  return journal_transaction(connection_, [&](pqxx::work& transaction) -> Expected<bool> {
    // The lock makes a disarming or abandoning that comes now wait until this is decided.
    const pqxx::row now = transaction.exec_params1(
        "SELECT is_disarmed, abandon_requested FROM submission_arming, submissions "
        "WHERE submission_id = $1 FOR SHARE",
        submission.id);
    if (now[0].as<bool>() || (now[1].as<bool>() && !attempt.is_cancel)) return false;
    const uint256 cost =
        highest_cost_wei(transaction_of(submission.submission, attempt, chain_id_, voter_));
    attempt.id =
        transaction
            .exec_params1(
                "INSERT INTO submission_transactions (submission_id, chain_id, voter, nonce, "
                "attempt, is_cancel, priority_fee_wei, max_fee_wei, gas_limit, highest_cost_wei, "
                "state, made_at) VALUES ($1, $2, $3::bytea, $4, $5, $6, $7, $8, $9, $10, "
                "'journaled', $11) RETURNING transaction_id",
                submission.id, chain_id_, bytea_of(voter_), attempt.nonce, attempt.number,
                attempt.is_cancel, to_decimal(attempt.priority_fee_wei),
                to_decimal(attempt.max_fee_wei), attempt.gas_limit, to_decimal(cost),
                attempt.made_at)[0]
            .as<std::int64_t>();
    const SubmissionState to =
        has_nonce(submission.state) ? submission.state : SubmissionState::journaled;
    if (auto set = must_set_state(transaction, submission, to, submission.reason); !set)
      return std::unexpected(set.error());
    write_act(transaction, submission.id, attempt.is_cancel ? "journaled cancel" : "journaled",
              fmt::format("nonce {} attempt {} fee {} tip {}", attempt.nonce, attempt.number,
                          to_decimal(attempt.max_fee_wei), to_decimal(attempt.priority_fee_wei)));
    return true;
  });
}

Expected<std::optional<std::uint64_t>> Journal::highest_open_nonce() {
  using Result = Expected<std::optional<std::uint64_t>>;
  return journal_transaction(connection_, [&](pqxx::work& transaction) -> Result {
    const pqxx::row row = transaction.exec1(
        "SELECT max(nonce) FROM submission_transactions WHERE state IN ('journaled', 'signed', "
        "'sent', 'mined') AND " +
        of_member(chain_id_, voter_));
    if (row[0].is_null()) return std::nullopt;
    return row[0].as<std::uint64_t>();
  });
}

Expected<uint256> Journal::spent_since(std::uint64_t time, const std::string& duty_prefix) {
  return journal_transaction(connection_, [&](pqxx::work& transaction) -> Expected<uint256> {
    // Of the attempts at one nonce at most one is paid for.
    const pqxx::row row = transaction.exec1(fmt::format(
        "SELECT coalesce(sum(cost), 0) FROM (SELECT coalesce(max(cost_wei), max(highest_cost_wei)) "
        "AS cost FROM submission_transactions WHERE state NOT IN ('lost', 'released') AND {} AND "
        "(made_at > {} OR state IN ('journaled', 'signed', 'sent')) AND submission_id IN (SELECT "
        "submission_id FROM submissions WHERE starts_with(duty, {})) GROUP BY nonce) AS nonces",
        of_member(chain_id_, voter_), time, transaction.quote(duty_prefix)));
    return uint256_from_decimal(row[0].as<std::string>()).value_or(uint256(0));
  });
}

Expected<void> Journal::note(const JournaledSubmission& submission, const std::string& act,
                             const std::string& detail) {
  return journal_transaction(connection_, [&](pqxx::work& transaction) -> Expected<void> {
    write_act(transaction, submission.id, act, detail);
    return {};
  });
}

}  // namespace apsis
