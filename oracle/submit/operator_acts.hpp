// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/pg/connection.hpp"
#include "oracle/submit/submission.hpp"

namespace apsis {

/// Whether the operator has taken the right to send away, and why.
struct Arming {
  bool is_disarmed = false;
  std::string reason;
};

/// What the operator does to the journal while a queue may be running. Each act takes a reason and
/// is journaled; the queue sees it at its next step. Errors: `unavailable` when the database fails.

/// One line of `votes list`.
struct ListedVote {
  std::int64_t id = 0;
  std::string voter;  ///< in hex
  std::string duty;
  std::uint64_t subject = 0;
  int override_number = 0;
  SubmissionState state = SubmissionState::computed;
  std::string reason;
  std::string summary;
  std::string changed_at;
  std::optional<std::uint64_t> nonce{};
  std::uint64_t attempts = 0;
  std::string hash;  ///< of the mined transaction, else of the newest; in hex, or empty
  std::optional<std::uint64_t> mined_block{};
};

/// The newest `count` submissions, newest first; open ones alone if `only_open`.
Expected<std::vector<ListedVote>> list_votes(Connection& connection, std::size_t count,
                                             bool only_open);

/// The newest submission of a duty about a subject; of one voter (in hex), or of all if it is
/// empty. `usage` if there is none, or if several members have one.
Expected<std::int64_t> find_vote(Connection& connection, const std::string& duty,
                                 std::uint64_t subject, const std::string& voter);

/// Gives a submission up: at once if it has no nonce, else as soon as the queue has put a transfer
/// in its place; one that is mined before stays mined. `usage` for one that is not open.
Expected<SubmissionState> abandon_vote(Connection& connection, std::int64_t id,
                                       const std::string& reason);

/// Allows one more submission about the subject of `id`, which has ended; the next offer makes it.
/// Gives its override number. `usage` for one that is open, or allowed already.
Expected<int> override_vote(Connection& connection, std::int64_t id, const std::string& reason);

Expected<Arming> read_arming(Connection& connection);

/// Takes the right to sign and send away from all programs on this database, or gives it back.
/// False if it was so already.
Expected<bool> set_disarmed(Connection& connection, bool is_disarmed, const std::string& reason);

}  // namespace apsis
