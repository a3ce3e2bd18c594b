// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "oracle/chain/contract_book.hpp"
#include "oracle/watch/vote_rows.hpp"

namespace apsis {

/// What the voting contracts and their settings say at one block.
struct VotingState {
  BlockHeader block;
  uint256 threshold;  ///< getNodeConsensusThreshold, part of 10^18
  std::uint64_t member_count = 0;

  bool balances_enabled = false;
  std::uint64_t balances_frequency = 0;  ///< in seconds
  std::uint64_t balances_block = 0;      ///< accepted last
  std::uint64_t balances_time = 0;       ///< of the block that accepted it
  uint256 total_eth;
  uint256 reth_supply;
  uint256 max_rate_change;  ///< getMaxRethDelta, part of 10^18

  bool prices_enabled = false;
  std::uint64_t prices_frequency = 0;
  std::uint64_t prices_block = 0;
  uint256 rpl_price;

  bool rewards_enabled = false;
  std::uint64_t reward_index = 0;
  std::uint64_t interval_start = 0;   ///< 0 until an interval of this deployment was accepted
  std::uint64_t inflation_start = 0;  ///< stands for it then, and is read then alone
  std::uint64_t interval_seconds = 0;
  uint256 pending_rpl;
  uint256 pending_eth;  ///< in the smoothing pool
  uint256 pending_voter_share;
};

/// What the contracts say of one account.
struct VoterState {
  bool is_member = false;
  bool is_challenged = false;
  std::uint64_t challenged_time = 0;  ///< of the block that challenged it; 0: it is not
};

/// RocketStorage's key of the time at which a member was challenged.
Bytes32 challenge_time_key(const Bytes20& member);

/// Reads all of it at a block in one batch. Errors of ContractReader::call, `decode` for a number
/// that does not fit.
Expected<VotingState> read_voting_state(ContractReader& reader, const ContractBook& book,
                                        const BlockHeader& block);
Expected<VoterState> read_voter_state(ContractReader& reader, const ContractBook& book,
                                      const Bytes20& voter, const BlockHeader& block);
/// The members of the oracle DAO at the state's block.
Expected<OracleMembership> read_membership(ContractReader& reader, const ContractBook& book,
                                           const VotingState& state);

}  // namespace apsis
