// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>

#include "core/error.hpp"
#include "oracle/chain/chain_log.hpp"
#include "oracle/watch/vote_values.hpp"

namespace apsis {

/// A member's vote, or what a quorum of them made the contract accept.
struct VoteEvent {
  VoteKind kind = VoteKind::balances;
  std::uint64_t subject = 0;      ///< block of balances and price, index of rewards
  std::optional<Bytes20> member;  ///< nothing: accepted
  VoteValues values;
  std::uint64_t time = 0;  ///< of the block that holds it, in seconds
  ChainLog log;

  bool is_accepted() const { return !member; }
};

/// Topics of all events of votes, for a filter.
std::span<const Bytes32> vote_topics();

/// What a log says of a vote; nothing if it is of no such event. The caller has chosen logs by
/// contract: any contract can write any log. `decode` for a log that its event does not fit.
Expected<std::optional<VoteEvent>> read_vote(const ChainLog& log);
/// The votes among logs, in their order.
Expected<std::vector<VoteEvent>> read_votes(std::span<const ChainLog> logs);

}  // namespace apsis
