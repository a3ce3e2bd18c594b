// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/pg/connection.hpp"
#include "oracle/duties/rewards_timing.hpp"
#include "oracle/duties/submission_target.hpp"
#include "oracle/run/beacon_reader.hpp"
#include "oracle/run/voting_state.hpp"
#include "oracle/state/network_snapshot.hpp"
#include "oracle/submit/submission.hpp"
#include "oracle/watch/vote_rows.hpp"

namespace apsis {

/// The chain at one block, as all duties see it.
struct Moment {
  ContractBook book;
  VotingState state;
  OracleMembership membership;
  ChainClock clock;
  std::uint64_t finalized_epoch = 0;
  std::uint64_t now = 0;              ///< this machine's clock, in seconds
  std::optional<VoterState> voter{};  ///< nothing: this program only watches

  /// Slot of the block, by its time.
  std::uint64_t head_slot() const {
    return (state.block.timestamp - clock.genesis_time) / clock.seconds_per_slot;
  }
};

/// How far a duty has come.
enum class DutyState {
  waiting_time,      ///< nothing is due
  waiting_finality,  ///< the target is not final yet
  waiting_input,     ///< a snapshot or a tree is not there yet
  held,              ///< computed, but something speaks against voting: a person shall look
  voting,            ///< offered; our vote is not on chain yet
  voted,             ///< on chain, before consensus
  consensus,         ///< accepted, as we computed it
  missed,            ///< accepted without our vote
  diverged,          ///< a quorum on other values
  off,               ///< switched off by the contracts, or an unknown protocol version
  failed,            ///< the last step failed; tried again
};
/// How many states there are.
inline constexpr std::size_t duty_states = static_cast<std::size_t>(DutyState::failed) + 1;
/// The state's word in metrics and logs.
std::string_view duty_state_name(DutyState state);

/// A member's other vote, and what could explain it.
struct VoteDifference {
  Bytes20 member{};
  std::vector<DifferenceReason> reasons;
};

/// What a duty found in one step.
struct DutyReport {
  DutyState state = DutyState::waiting_time;
  std::uint64_t subject = 0;      ///< block or index; 0: none
  std::uint64_t target_slot = 0;  ///< 0: none
  std::uint64_t final_time = 0;   ///< when the target was final; 0: no target
  bool has_voted = false;
  std::uint64_t votes_for_ours = 0;
  std::uint64_t votes_needed = 0;
  std::uint64_t votes = 0;                    ///< members that voted for anything
  std::string text{};                         ///< for people; empty: nothing new
  std::vector<VoteDifference> differences{};  ///< votes that differ, each told once
};

/// The network's snapshot at a slot and its execution block; `unavailable` while it is not there.
using SnapshotAt =
    std::function<Expected<NetworkSnapshot>(std::uint64_t slot, const BlockHeader& block)>;
/// The rewards file of an interval, from our own rows; `unavailable` while it is not complete.
using RewardsFileOf =
    std::move_only_function<Expected<std::string>(const RewardsSnapshotPoint& point)>;
/// Hands a vote to whoever simulates, journals and sends it; tells for people what became of it.
using CastVote = std::function<Expected<std::string>(const Submission& vote)>;

/// What a duty works with; each duty has its own, since readers are for one thread.
struct DutyTools {
  ExecutionNodes& nodes;
  ContractReader& reader;
  const Network& network;
  BeaconReader& beacon;
  Connection& database;
  std::optional<Bytes20> voter;  ///< nothing: this program only watches
  CastVote cast;
  bool stop_at_unusual = true;  ///< an unusual rate holds the vote
};

/// Adds a text to the report's.
void add_text(DutyReport& report, const std::string& text);

/// What a target follows from, kept so that nothing is asked twice.
struct TargetMemory {
  std::optional<std::uint64_t> anchor_block{};  ///< accepted last, whose parent slot is known
  std::uint64_t anchor_slot = 0;
  std::optional<std::uint64_t> epoch{};  ///< finalized epoch at which the target was found
  std::optional<SubmissionTarget> target{};

  /// Asks for the accepted block's parent slot once; a new block forgets the target.
  Expected<void> set_anchor(const DutyTools& tools, std::uint64_t block);
};

/// Execution blocks of slots, from the beacon node.
ExecutionBlockOf blocks_of(BeaconReader& beacon);
/// Slot of the beacon block that is the parent of an execution block's own.
Expected<std::uint64_t> parent_slot(const DutyTools& tools, std::uint64_t block);
/// When a slot's epoch became final at the earliest: two epochs after its own.
std::uint64_t final_time_of(const ChainClock& clock, std::uint64_t slot);

}  // namespace apsis
