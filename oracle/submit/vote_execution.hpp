// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "oracle/submit/submission.hpp"

namespace apsis {

/// How equal votes about one subject stand on chain.
struct CountedVotes {
  std::uint64_t votes = 0;    ///< equal ones
  std::uint64_t members = 0;  ///< of the oracle DAO, now
  uint256 threshold;          ///< part of 10^18 that is a quorum
  bool is_accepted = false;   ///< the contract has these values, or newer ones
};

/// True when the votes are a quorum by the contracts' own rule and were not executed: members or
/// threshold went down after they were cast, and anybody may call the contract to take them over.
bool is_execution_due(const CountedVotes& counted);

/// The call that executes votes like this one: the contract's execute… function with the same
/// values, as a submission of its own ("execute balances"). Nothing for a duty without one.
std::optional<Submission> execution_of(const Submission& vote);

}  // namespace apsis
