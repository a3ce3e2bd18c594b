// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "core/error.hpp"

namespace apsis {

/// Prints the newest `count` submissions of a database, newest first. Gives the exit status.
Expected<int> run_votes_list(const std::string& database, std::uint64_t count, bool only_open);

/// Which submission the operator means, by name, and why.
struct VoteCall {
  std::string database;
  std::string duty;  ///< "balances", "price", "rewards", …
  std::uint64_t subject = 0;
  std::string voter;   ///< in hex, needed if several members voted; or empty
  std::string reason;  ///< goes into the journal
};

/// Gives a submission up. Errors of abandon_vote; `usage` without a reason, if there is none of the
/// name, or several.
Expected<int> run_votes_abandon(const VoteCall& call);
/// Allows one more submission about a subject. Errors of override_vote, and as above.
Expected<int> run_votes_override(const VoteCall& call);

/// Takes the right to sign and send away from all programs on a database, or gives it back.
Expected<int> run_arming(const std::string& database, bool is_disarmed, const std::string& reason);

}  // namespace apsis
