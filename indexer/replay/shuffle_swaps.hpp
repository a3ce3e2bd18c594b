// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

namespace apsis {

/// Bytes that may be read behind the last bit of `bits` below.
inline constexpr std::size_t shuffle_bits_padding = 4;

/// Swaps the mirrored pairs between `low` and `high` (both inclusive): low with high, low + 1 with
/// high - 1 and so on, where bit number (higher place of the pair) of `bits` is set. `bits` starts
/// at place 0 of the list.
using SwapMirrored = void (*)(std::span<std::uint32_t> list, const std::uint8_t* bits,
                              std::size_t low, std::size_t high);

/// On every machine.
void swap_mirrored_scalar(std::span<std::uint32_t> list, const std::uint8_t* bits, std::size_t low,
                          std::size_t high);
/// Sixteen pairs at once; null where the processor has no AVX-512.
SwapMirrored swap_mirrored_avx512();

}  // namespace apsis
