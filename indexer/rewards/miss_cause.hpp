// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "indexer/rewards/epoch_record.hpp"

namespace apsis {

/// What is known of an epoch's surroundings when its misses are explained.
struct ChainAround {
  std::set<std::uint64_t> empty_slots;    ///< slots without a canonical block
  std::set<Bytes32> orphan_roots;         ///< blocks that the chain left behind
  std::vector<std::uint8_t> orphan_vote;  ///< by validator: its vote stands in an orphaned block
};

/// Explains, validator by validator, why flags are missing. `flags` are the earned ones of
/// ValidatorColumns; `votes` are the epoch's votes as the chain included them.
std::vector<MissCause> explain_misses(const VoteColumns& votes,
                                      const std::vector<std::uint8_t>& flags,
                                      const ChainAround& around);

}  // namespace apsis
