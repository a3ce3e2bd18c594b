// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/pg/connection.hpp"
#include "oracle/submit/submission.hpp"

namespace apsis {

/// Runs `work` with a transaction that is on disk once it is committed, whatever the server's
/// settings, and commits it if the result is no error.
template <class Work>
auto journal_transaction(Connection& connection, Work&& work) {
  return connection.guarded([&] {
    pqxx::work transaction(connection.sql());
    transaction.exec("SET LOCAL synchronous_commit = on");
    auto result = work(transaction);
    if (result) transaction.commit();
    return result;
  });
}

/// Text form of bytea.
std::string bytea_of(ByteSpan bytes);
/// Text form of a bytea that may be NULL.
std::optional<std::string> bytea_or_null(const std::optional<Bytes32>& bytes);

/// Submissions with the attempts at the nonce that they have now. `condition` is SQL over
/// submissions `s`; the result is in the order of their numbers. Rows that are not of the journal's
/// form are `decode`.
Expected<std::vector<JournaledSubmission>> read_submissions(pqxx::work& transaction,
                                                            const std::string& condition);

/// Adds a line to submission_acts; without a submission for id 0.
void write_act(pqxx::work& transaction, std::int64_t id, std::string_view act,
               const std::string& detail);

}  // namespace apsis
