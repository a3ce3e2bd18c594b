// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/submit/operator_acts.hpp"

#include <fmt/format.h>

#include "oracle/submit/journal_rows.hpp"

namespace apsis {

namespace {

constexpr std::string_view open_states =
    "('computed', 'waiting', 'refused', 'simulated', 'journaled', 'signed', 'sent', 'mined')";

/// The state of a submission, locked until the transaction ends.
Expected<SubmissionState> locked_state(pqxx::work& transaction, std::int64_t id) {
  const pqxx::result rows = transaction.exec_params(
      "SELECT state FROM submissions WHERE submission_id = $1 FOR UPDATE", id);
  const std::string place = fmt::format("submission {}", id);
  if (rows.empty())
    return fail(ErrorKind::usage, "is not in the journal", place, "`votes list` shows them");
  const auto state = state_of_name(rows[0][0].as<std::string>());
  if (!state) return fail(ErrorKind::decode, "has a state of another version", place);
  return *state;
}

template <class T>
std::optional<T> number_of(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return field.as<T>();
}

ListedVote listed(const pqxx::row& row) {
  ListedVote out{.id = row[0].as<std::int64_t>(),
                 .voter = row[1].as<std::string>(),
                 .duty = row[2].as<std::string>(),
                 .subject = row[3].as<std::uint64_t>(),
                 .override_number = row[4].as<int>(),
                 .state = state_of_name(row[5].as<std::string>()).value_or(SubmissionState::failed),
                 .reason = row[6].as<std::string>(),
                 .summary = row[7].as<std::string>(),
                 .changed_at = row[8].as<std::string>(),
                 .nonce = number_of<std::uint64_t>(row[9]),
                 .attempts = row[10].as<std::uint64_t>(),
                 .hash = row[11].is_null() ? "" : row[11].as<std::string>(),
                 .mined_block = number_of<std::uint64_t>(row[12])};
  return out;
}

}  // namespace

Expected<std::vector<ListedVote>> list_votes(Connection& connection, std::size_t count,
                                             bool only_open) {
  using Result = Expected<std::vector<ListedVote>>;
  return journal_transaction(connection, [&](pqxx::work& transaction) -> Result {
    std::vector<ListedVote> out;
    const pqxx::result rows = transaction.exec(fmt::format(
        "SELECT submission_id, '0x' || encode(voter, 'hex'), duty, subject, override_number, "
        "state, reason, summary, to_char(changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), "
        "nonce, attempts, '0x' || encode(hash, 'hex'), mined_block FROM submission_list {} "
        "ORDER BY submission_id DESC LIMIT {}",
        only_open ? fmt::format("WHERE state IN {}", open_states) : "", count));
    for (const pqxx::row& row : rows) out.push_back(listed(row));
    return out;
  });
}

Expected<std::int64_t> find_vote(Connection& connection, const std::string& duty,
                                 std::uint64_t subject, const std::string& voter) {
  using Result = Expected<std::int64_t>;
  return journal_transaction(connection, [&](pqxx::work& transaction) -> Result {
    const pqxx::result rows = transaction.exec_params(
        "SELECT DISTINCT ON (chain_id, voter) submission_id FROM submissions WHERE duty = $1 AND "
        "subject = $2 AND ($3 = '' OR '0x' || encode(voter, 'hex') = lower($3)) "
        "ORDER BY chain_id, voter, override_number DESC",
        duty, subject, voter);
    const std::string place = fmt::format("{} {}", duty, subject);
    if (rows.empty())
      return fail(ErrorKind::usage, "is not in the journal", place, "`votes list` shows all");
    if (rows.size() > 1)
      return fail(ErrorKind::usage, "several members or chains have one", place,
                  "name the member with --voter");
    return rows[0][0].as<std::int64_t>();
  });
}

Expected<SubmissionState> abandon_vote(Connection& connection, std::int64_t id,
                                       const std::string& reason) {
  using Result = Expected<SubmissionState>;
  return journal_transaction(connection, [&](pqxx::work& transaction) -> Result {
    const Result state = locked_state(transaction, id);
    if (!state) return state;
    if (!is_open(*state))
      return fail(ErrorKind::usage, "has ended: " + std::string(state_name(*state)),
                  fmt::format("submission {}", id));
    const SubmissionState to = has_nonce(*state) ? *state : SubmissionState::abandoned;
    transaction.exec_params(
        "UPDATE submissions SET abandon_requested = true, state = $1, reason = $2, "
        "changed_at = clock_timestamp() WHERE submission_id = $3",
        std::string(state_name(to)), reason, id);
    write_act(transaction, id, "abandon asked for", reason);
    return to;
  });
}

Expected<int> override_vote(Connection& connection, std::int64_t id, const std::string& reason) {
  return journal_transaction(connection, [&](pqxx::work& transaction) -> Expected<int> {
    const Expected<SubmissionState> state = locked_state(transaction, id);
    if (!state) return std::unexpected(state.error());
    const std::string place = fmt::format("submission {}", id);
    if (is_open(*state))
      return fail(ErrorKind::usage, "is still under way", place, "abandon it first");
    const pqxx::result rows = transaction.exec_params(
        "INSERT INTO submission_overrides (chain_id, voter, duty, subject, override_number, "
        "reason) SELECT chain_id, voter, duty, subject, override_number + 1, $2 FROM submissions "
        "WHERE submission_id = $1 ON CONFLICT DO NOTHING RETURNING override_number",
        id, reason);
    if (rows.empty())
      return fail(ErrorKind::usage, "another one is allowed already", place,
                  "the next offer of this duty makes it");
    write_act(transaction, id, "override", reason);
    return rows[0][0].as<int>();
  });
}

Expected<Arming> read_arming(Connection& connection) {
  return journal_transaction(connection, [&](pqxx::work& transaction) -> Expected<Arming> {
    const pqxx::row row = transaction.exec1("SELECT is_disarmed, reason FROM submission_arming");
    return Arming{row[0].as<bool>(), row[1].as<std::string>()};
  });
}

Expected<bool> set_disarmed(Connection& connection, bool is_disarmed, const std::string& reason) {
  return journal_transaction(connection, [&](pqxx::work& transaction) -> Expected<bool> {
    const bool changed = transaction
                             .exec_params(
                                 "UPDATE submission_arming SET is_disarmed = $1, reason = $2 WHERE "
                                 "is_disarmed <> $1",
                                 is_disarmed, reason)
                             .affected_rows() == 1;
    write_act(transaction, 0, is_disarmed ? "disarm" : "arm", reason);
    return changed;
  });
}

}  // namespace apsis
