// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/submit/journal_rows.hpp"

#include <algorithm>
#include <array>

#include "core/hex.hpp"

namespace apsis {

namespace {

constexpr std::array<std::string_view, 7> attempt_states = {
    "journaled", "signed", "sent", "mined", "final", "lost", "released"};

/// Reads the columns of a row one after the other; the first that is not of its form counts.
class RowReader {
 public:
  explicit RowReader(const pqxx::row& row) : row_(row) {}

  template <class T>
  T number() {
    const pqxx::field field = row_[column_++];
    return field.is_null() ? T{} : field.as<T>();
  }
  std::optional<std::uint64_t> optional_number() {
    const pqxx::field field = row_[column_++];
    if (field.is_null()) return std::nullopt;
    return field.as<std::uint64_t>();
  }
  std::string text() { return row_[column_++].as<std::string>(); }
  bool flag() {
    const pqxx::field field = row_[column_++];
    return !field.is_null() && field.as<bool>();
  }
  uint256 wei() { return taken(uint256_from_decimal(text())); }
  Bytes bytes() {
    const pqxx::field field = row_[column_++];
    return field.is_null() ? Bytes{} : taken(from_hex(field.c_str()));
  }
  template <std::size_t N>
  std::optional<std::array<std::uint8_t, N>> optional_array() {
    const pqxx::field field = row_[column_++];
    if (field.is_null()) return std::nullopt;
    return taken(array_from_hex<N>(field.c_str()));
  }
  template <class T>
  T taken(std::optional<T> value) {
    if (!value) is_good_ = false;
    return value.value_or(T{});
  }
  bool is_good() const { return is_good_; }

 private:
  const pqxx::row& row_;
  pqxx::row::size_type column_ = 0;
  bool is_good_ = true;
};

std::unexpected<Error> bad_row(std::string_view table, std::int64_t id) {
  return fail(ErrorKind::decode, "a row is not of the journal's form",
              std::string(table) + " " + std::to_string(id), "restore the database from a backup");
}

std::optional<AttemptState> attempt_state(const std::string& name) {
  const auto found = std::ranges::find(attempt_states, name);
  if (found == attempt_states.end()) return std::nullopt;
  return static_cast<AttemptState>(found - attempt_states.begin());
}

Expected<JournaledSubmission> submission_of(const pqxx::row& row) {
  RowReader reader(row);
  JournaledSubmission out;
  Submission& submission = out.submission;
  out.id = reader.number<std::int64_t>();
  submission.duty = reader.text();
  submission.subject = reader.number<std::uint64_t>();
  out.override_number = reader.number<int>();
  submission.contract = reader.text();
  submission.address = reader.optional_array<20>().value_or(Bytes20{});
  submission.calldata = reader.bytes();
  submission.value_wei = reader.wei();
  submission.summary = reader.text();
  submission.any_vote_key = reader.optional_array<32>();
  submission.same_vote_key = reader.optional_array<32>();
  submission.deadline = reader.number<std::uint64_t>();
  submission.expires = reader.number<std::uint64_t>();
  out.state = reader.taken(state_of_name(reader.text()));
  out.reason = reader.text();
  out.next_try = reader.number<std::uint64_t>();
  out.gas_estimate = reader.number<std::uint64_t>();
  out.abandon_requested = reader.flag();
  out.tries = reader.number<int>();
  if (!reader.is_good()) return bad_row("submissions", out.id);
  return out;
}

Expected<Attempt> attempt_of(const pqxx::row& row) {
  RowReader reader(row);
  Attempt out;
  out.id = reader.number<std::int64_t>();
  out.nonce = reader.number<std::uint64_t>();
  out.number = reader.number<int>();
  out.is_cancel = reader.flag();
  out.priority_fee_wei = reader.wei();
  out.max_fee_wei = reader.wei();
  out.gas_limit = reader.number<std::uint64_t>();
  out.state = reader.taken(attempt_state(reader.text()));
  out.raw = reader.bytes();
  out.hash = reader.optional_array<32>();
  out.made_at = reader.number<std::uint64_t>();
  out.sent_at = reader.optional_number();
  out.mined_block = reader.optional_number();
  out.succeeded = reader.flag();
  if (!reader.is_good()) return bad_row("submission_transactions", out.id);
  return out;
}

Expected<void> read_attempts(pqxx::work& transaction, JournaledSubmission& submission) {
  // Attempts whose nonce is spent otherwise, or that reverted for good, are history.
  const pqxx::result rows = transaction.exec_params(
      "SELECT transaction_id, nonce, attempt, is_cancel, priority_fee_wei, max_fee_wei, gas_limit, "
      "state, encode(raw, 'hex'), encode(hash, 'hex'), made_at, sent_at, mined_block, succeeded "
      "FROM submission_transactions WHERE submission_id = $1 AND state NOT IN ('lost', 'released') "
      "AND NOT (state = 'final' AND NOT succeeded) ORDER BY transaction_id",
      submission.id);
  for (const pqxx::row& row : rows) {
    Expected<Attempt> attempt = attempt_of(row);
    if (!attempt) return std::unexpected(attempt.error());
    submission.attempts.push_back(std::move(*attempt));
  }
  return {};
}

}  // namespace

std::string bytea_of(ByteSpan bytes) {
  return "\\x" + to_hex_bare(bytes);
}

std::optional<std::string> bytea_or_null(const std::optional<Bytes32>& bytes) {
  if (!bytes) return std::nullopt;
  return bytea_of(ByteSpan(*bytes));
}

Expected<std::vector<JournaledSubmission>> read_submissions(pqxx::work& transaction,
                                                            const std::string& condition) {
  std::vector<JournaledSubmission> out;
  const pqxx::result rows = transaction.exec(
      "SELECT submission_id, duty, subject, override_number, contract, encode(address, 'hex'), "
      "encode(calldata, 'hex'), value_wei, summary, encode(any_vote_key, 'hex'), "
      "encode(same_vote_key, 'hex'), deadline, expires, state, reason, next_try, gas_estimate, "
      "abandon_requested, tries FROM submissions s WHERE " +
      condition + " ORDER BY submission_id");
  for (const pqxx::row& row : rows) {
    Expected<JournaledSubmission> submission = submission_of(row);
    if (!submission) return std::unexpected(submission.error());
    if (auto read = read_attempts(transaction, *submission); !read)
      return std::unexpected(read.error());
    out.push_back(std::move(*submission));
  }
  return out;
}

void write_act(pqxx::work& transaction, std::int64_t id, std::string_view act,
               const std::string& detail) {
  transaction.exec_params(
      "INSERT INTO submission_acts (submission_id, act, detail) VALUES (nullif($1::bigint, 0), $2, "
      "$3)",
      id, std::string(act), detail);
}

}  // namespace apsis
