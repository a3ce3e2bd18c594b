// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <cpuid.h>
#include <immintrin.h>

#include <cstring>

#include "core/hash/sha256.hpp"

namespace apsis {
namespace {

/// State of one hash in the order that the SHA instructions want: (a b e f) and (c d g h).
struct NiState {
  __m128i abef;
  __m128i cdgh;
};

__m128i load_words(const void* from) {
  return _mm_loadu_si128(static_cast<const __m128i*>(from));
}

void store_words(void* to, __m128i words) {
  _mm_storeu_si128(static_cast<__m128i*>(to), words);
}

NiState pack(const std::uint32_t state[8]) {
  const __m128i cdab = _mm_shuffle_epi32(load_words(state), 0xb1);
  const __m128i efgh = _mm_shuffle_epi32(load_words(state + 4), 0x1b);
  return {_mm_alignr_epi8(cdab, efgh, 8), _mm_blend_epi16(efgh, cdab, 0xf0)};
}

void unpack(const NiState& in, __m128i& abcd, __m128i& efgh) {
  const __m128i feba = _mm_shuffle_epi32(in.abef, 0x1b);
  const __m128i dchg = _mm_shuffle_epi32(in.cdgh, 0xb1);
  abcd = _mm_blend_epi16(feba, dchg, 0xf0);
  efgh = _mm_alignr_epi8(dchg, feba, 8);
}

void four_rounds(NiState& s, __m128i words_and_constants) {
  s.cdgh = _mm_sha256rnds2_epu32(s.cdgh, s.abef, words_and_constants);
  s.abef = _mm_sha256rnds2_epu32(s.abef, s.cdgh, _mm_shuffle_epi32(words_and_constants, 0x0e));
}

const __m128i& swap_mask() {
  static const __m128i mask = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  return mask;
}

/// One block for each of `lanes` independent hashes; the lanes hide each other's latency.
template <int lanes>
void compress_block(NiState (&s)[lanes], const std::uint8_t* const (&data)[lanes]) {
  NiState saved[lanes];
  __m128i w[lanes][4];
  for (int l = 0; l < lanes; ++l) {
    saved[l] = s[l];
    for (int j = 0; j < 4; ++j) {
      w[l][j] = _mm_shuffle_epi8(load_words(data[l] + 16 * j), swap_mask());
    }
  }
#pragma GCC unroll 16
  for (int i = 0; i < 16; ++i) {
    const __m128i constants = load_words(sha256_round_constants + 4 * i);
    for (int l = 0; l < lanes; ++l) {
      __m128i& now = w[l][i % 4];
      four_rounds(s[l], _mm_add_epi32(now, constants));
      if (i < 12) {
        // now becomes the words 16 places on: it depends on the three groups that follow it.
        const __m128i next = w[l][(i + 1) % 4];
        const __m128i third = w[l][(i + 2) % 4];
        const __m128i fourth = w[l][(i + 3) % 4];
        const __m128i partial =
            _mm_add_epi32(_mm_sha256msg1_epu32(now, next), _mm_alignr_epi8(fourth, third, 4));
        now = _mm_sha256msg2_epu32(partial, fourth);
      }
    }
  }
  for (int l = 0; l < lanes; ++l) {
    s[l].abef = _mm_add_epi32(s[l].abef, saved[l].abef);
    s[l].cdgh = _mm_add_epi32(s[l].cdgh, saved[l].cdgh);
  }
}

template <int lanes>
void compress_padding(NiState (&s)[lanes]) {
  NiState saved[lanes];
  for (int l = 0; l < lanes; ++l) saved[l] = s[l];
#pragma GCC unroll 16
  for (int i = 0; i < 16; ++i) {
    const __m128i words = load_words(sha256_padding_schedule + 4 * i);
    for (int l = 0; l < lanes; ++l) four_rounds(s[l], words);
  }
  for (int l = 0; l < lanes; ++l) {
    s[l].abef = _mm_add_epi32(s[l].abef, saved[l].abef);
    s[l].cdgh = _mm_add_epi32(s[l].cdgh, saved[l].cdgh);
  }
}

/// Writes the hashes of all lanes, one after the other.
template <int lanes>
void write_hashes(std::uint8_t* out, const NiState (&s)[lanes]) {
  for (int l = 0; l < lanes; ++l) {
    __m128i abcd;
    __m128i efgh;
    unpack(s[l], abcd, efgh);
    store_words(out + 32 * l, _mm_shuffle_epi8(abcd, swap_mask()));
    store_words(out + 32 * l + 16, _mm_shuffle_epi8(efgh, swap_mask()));
  }
}

/// Hashes one block for each lane, and the padding block of a 64-byte message behind it.
template <int lanes, bool padding>
void hash_lanes(std::uint8_t* out, const std::uint8_t* in) {
  NiState s[lanes];
  const std::uint8_t* data[lanes];
  for (int l = 0; l < lanes; ++l) {
    s[l] = pack(sha256_initial_state);
    data[l] = in + 64 * l;
  }
  compress_block<lanes>(s, data);
  if (padding) compress_padding<lanes>(s);
  write_hashes<lanes>(out, s);
}

void compress_ni(std::uint32_t state[8], const std::uint8_t* data, std::size_t blocks) {
  NiState s[1] = {pack(state)};
  for (; blocks > 0; --blocks, data += 64) {
    const std::uint8_t* const one[1] = {data};
    compress_block<1>(s, one);
  }
  __m128i abcd;
  __m128i efgh;
  unpack(s[0], abcd, efgh);
  store_words(state, abcd);
  store_words(state + 4, efgh);
}

template <bool padding>
void hash_ni(std::uint8_t* out, const std::uint8_t* in, std::size_t count) {
  for (; count >= 2; count -= 2, in += 128, out += 64) hash_lanes<2, padding>(out, in);
  if (count == 1) hash_lanes<1, padding>(out, in);
}

bool processor_has_sha() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (__get_cpuid_count(7, 0, &a, &b, &c, &d) == 0) return false;
  const bool sha = (b & bit_SHA) != 0;
  if (__get_cpuid(1, &a, &b, &c, &d) == 0) return false;
  return sha && (c & bit_SSE4_1) != 0 && (c & bit_SSSE3) != 0;
}

}  // namespace

const Sha256Kernel* sha256_sha_ni() {
  static constexpr Sha256Kernel kernel{"sha-ni", compress_ni, hash_ni<true>, hash_ni<false>};
  static const bool usable = processor_has_sha();
  return usable ? &kernel : nullptr;
}

}  // namespace apsis
