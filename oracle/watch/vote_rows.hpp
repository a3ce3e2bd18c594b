// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/pg/connection.hpp"
#include "oracle/watch/vote_comparison.hpp"
#include "oracle/watch/vote_difference.hpp"

namespace apsis {

/// A member of the oracle DAO as the contract names it now.
struct OracleMember {
  Bytes20 address{};
  std::string name;
  std::uint64_t joined_time = 0;
};

/// The members at one time, and how many equal votes they need.
struct OracleMembership {
  std::vector<OracleMember> members;
  uint256 threshold;       ///< getNodeConsensusThreshold, part of 10^18
  std::uint64_t time = 0;  ///< of the block that was asked; who is missing left before
};

/// What this program computed for one subject.
struct OwnVote {
  VoteKind kind = VoteKind::balances;
  std::uint64_t subject = 0;
  std::uint64_t slot_time = 0;  ///< of the target
  VoteValues values;
  std::map<std::string, int256> terms{};  ///< what the values are made of, in wei
};

/// Blocks whose logs were read.
struct WatchedBlocks {
  std::uint64_t final_block = 0;  ///< up to here nothing changes any more
  std::uint64_t head_block = 0;
};

/// All functions: `unavailable` when the database fails.

/// How far votes are stored; nothing if none were.
Expected<std::optional<WatchedBlocks>> watched_blocks(Connection& connection);
/// Replaces all votes from `first_block` on by those of `votes`, in one transaction: what a
/// reorganisation took back is gone.
Expected<void> store_votes(Connection& connection, std::uint64_t first_block,
                           const WatchedBlocks& blocks, std::span<const VoteEvent> votes);
/// Enters who is a member; who is no longer listed left at the membership's time.
Expected<void> store_membership(Connection& connection, const OracleMembership& membership);
/// Enters what was computed, in place of what was computed for the subject before.
Expected<void> store_own_vote(Connection& connection, const OwnVote& vote);
/// Enters why a member's vote differs, in place of earlier reasons.
Expected<void> store_reasons(Connection& connection, VoteKind kind, std::uint64_t subject,
                             const Bytes20& member, std::span<const DifferenceReason> reasons);
/// What was computed for a subject; nothing if it was not.
Expected<std::optional<OwnVote>> load_own_vote(Connection& connection, VoteKind kind,
                                               std::uint64_t subject);
/// What was computed last for a subject below this one; nothing if there is none.
Expected<std::optional<OwnVote>> load_own_vote_before(Connection& connection, VoteKind kind,
                                                      std::uint64_t subject);
/// All events of one subject, in the chain's order.
Expected<std::vector<VoteEvent>> load_votes(Connection& connection, VoteKind kind,
                                            std::uint64_t subject);

}  // namespace apsis
