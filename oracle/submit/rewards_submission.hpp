// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/uint256.hpp"
#include "oracle/tree/rewards_file.hpp"

namespace apsis {

/// What submitRewardSnapshot is called with, in the order of its struct; amounts in wei. The three
/// lists have an entry for each reward network from 0 on.
struct RewardsSubmission {
  std::uint64_t reward_index = 0;
  std::uint64_t execution_block = 0;
  std::uint64_t consensus_block = 0;
  Bytes32 merkle_root{};
  std::uint64_t intervals_passed = 0;
  uint256 smoothing_pool_eth;
  uint256 treasury_rpl;
  uint256 treasury_eth;
  uint256 user_eth;
  std::vector<uint256> oracle_dao_rpl;
  std::vector<uint256> node_rpl;
  std::vector<uint256> node_eth;
};

/// What a member submits for a rewards file. `usage` for a ruleset before 11, whose contract took
/// another struct, and for a file that leaves the treasury's share out.
Expected<RewardsSubmission> rewards_submission(const RewardsFile& file);

/// Calldata of submitRewardSnapshot.
Bytes rewards_calldata(const RewardsSubmission& submission);
/// Calldata of executeRewardSnapshot, for votes that suffice but were not executed.
Bytes rewards_execution_calldata(const RewardsSubmission& submission);

}  // namespace apsis
