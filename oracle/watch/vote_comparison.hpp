// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "oracle/watch/vote_event.hpp"

namespace apsis {

/// How a member's vote stands to ours.
enum class VoteState {
  same,       ///< equal, and counted
  different,  ///< voted, but for other values
  late,       ///< equal, but after consensus
  absent,     ///< no vote
};
/// The state's word, as in the database.
std::string_view vote_state_name(VoteState state);

/// What there is to compare of one subject.
struct VoteRound {
  VoteKind kind = VoteKind::balances;
  std::uint64_t subject = 0;
  std::optional<VoteValues> ours;   ///< nothing: not computed
  std::vector<Bytes20> members;     ///< of the oracle DAO
  uint256 threshold;                ///< getNodeConsensusThreshold, part of 10^18
  std::vector<VoteEvent> events{};  ///< of this kind and subject, in the chain's order
};

/// A member and its vote.
struct MemberState {
  Bytes20 member{};
  VoteState state = VoteState::absent;
  /// The vote that made the state: the equal one, else the last; null if absent.
  const VoteEvent* vote = nullptr;
};

/// How the votes on one subject stand.
struct RoundState {
  std::vector<MemberState> members{};  ///< in the order of VoteRound::members
  std::uint64_t votes_needed = 0;      ///< equal votes that are a quorum
  std::uint64_t votes_for_ours = 0;    ///< before and after consensus
  std::uint64_t leading_votes = 0;     ///< of the values that most members voted for
  const VoteValues* leading = nullptr;
  const VoteEvent* accepted = nullptr;
  bool is_diverged = false;  ///< accepted, or enough votes, for other values than ours

  /// Votes that ours lacks for consensus.
  std::uint64_t votes_missing() const {
    return votes_for_ours < votes_needed ? votes_needed - votes_for_ours : 0;
  }
};

/// Equal votes that are a quorum of so many members.
std::uint64_t quorum(std::uint64_t members, const uint256& threshold);

/// Compares all votes with ours; without ours with what was accepted, else with the values that
/// most members voted for. Votes of members who left count, as in the contract. The round outlives
/// the result.
RoundState compare_votes(const VoteRound& round);

}  // namespace apsis
