// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <immintrin.h>

#include <cstring>

#include "indexer/replay/shuffle_swaps.hpp"

namespace apsis {
namespace {

constexpr std::size_t lanes = 16;

void swap_mirrored(std::span<std::uint32_t> list, const std::uint8_t* bits, std::size_t low,
                   std::size_t high) {
  const __m512i reversed = _mm512_set_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  for (; low + 2 * lanes <= high + 1; low += lanes, high -= lanes) {
    std::uint32_t* const left = list.data() + low;
    const std::size_t right_place = high + 1 - lanes;
    std::uint32_t* const right = list.data() + right_place;
    std::uint32_t word;
    std::memcpy(&word, bits + right_place / 8, sizeof word);
    const auto swaps = static_cast<__mmask16>(word >> right_place % 8);
    const __m512i mirrored =
        _mm512_maskz_permutexvar_epi32(0xffff, reversed, _mm512_loadu_si512(left));
    const __m512i higher = _mm512_loadu_si512(right);
    _mm512_storeu_si512(right, _mm512_mask_blend_epi32(swaps, higher, mirrored));
    const __m512i lower = _mm512_mask_blend_epi32(swaps, mirrored, higher);
    _mm512_storeu_si512(left, _mm512_maskz_permutexvar_epi32(0xffff, reversed, lower));
  }
  swap_mirrored_scalar(list, bits, low, high);
}

}  // namespace

SwapMirrored swap_mirrored_avx512() {
  return __builtin_cpu_supports("avx512f") != 0 ? swap_mirrored : nullptr;
}

}  // namespace apsis
