// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/bytes.hpp"

namespace apsis {

/// Place where the list's element `index` comes from after the swap-or-not shuffle
/// (`compute_shuffled_index`): shuffled[i] = list[compute_shuffled_index(i)].
std::uint64_t compute_shuffled_index(std::uint64_t index, std::uint64_t count, const Bytes32& seed,
                                     std::uint64_t rounds);

/// The same for several indices at once, whose hashes run side by side.
std::vector<std::uint64_t> compute_shuffled_indices(std::span<const std::uint64_t> indices,
                                                    std::uint64_t count, const Bytes32& seed,
                                                    std::uint64_t rounds);

/// Shuffles a whole list at once: afterwards list[i] is what stood at compute_shuffled_index(i).
/// 1 M entries and 90 rounds are 45 M conditional swaps and 0.18 M hashes. `rounds` < 256.
void shuffle_list(std::span<std::uint32_t> list, const Bytes32& seed, std::uint64_t rounds);

/// The plain twin of shuffle_list: swap by swap, hash by hash.
void shuffle_list_plain(std::span<std::uint32_t> list, const Bytes32& seed, std::uint64_t rounds);

}  // namespace apsis
