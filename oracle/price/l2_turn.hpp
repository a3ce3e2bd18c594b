// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace apsis {

/// Execution blocks that one member's turn to send the rate to other chains lasts.
inline constexpr std::uint64_t blocks_per_turn = 75;
/// More members than this are taken for a wrong answer.
inline constexpr std::uint64_t max_turn_members = 10'000;

/// Index, in the oracle DAO's list, of the member whose turn it is at an execution block. The order
/// of each round is shuffled by a hash of its number and of the count of members. 0 for less than
/// two members; `members` is at most max_turn_members.
std::uint64_t member_of_turn(std::uint64_t block, std::uint64_t members);

}  // namespace apsis
