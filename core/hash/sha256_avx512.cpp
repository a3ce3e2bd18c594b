// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <immintrin.h>

#include <algorithm>
#include <cstring>

#include "core/hash/sha256.hpp"

namespace apsis {
namespace {

/// Hashes that run side by side, one in each 32-bit lane of a register.
constexpr std::size_t lanes = 16;
/// Fewer hashes than this are done faster one by one than in half-empty registers.
constexpr std::size_t least_batch = 6;

/// One word of each of the hashes; a struct of its own, so that arrays of it keep its alignment.
struct Words {
  __m512i v;
};

Words operator+(Words a, Words b) {
  return {_mm512_add_epi32(a.v, b.v)};
}

Words broadcast(std::uint32_t word) {
  return {_mm512_set1_epi32(static_cast<int>(word))};
}

template <int a, int b, int c>
Words rotations(Words x) {
  return {_mm512_ternarylogic_epi32(_mm512_ror_epi32(x.v, a), _mm512_ror_epi32(x.v, b),
                                    _mm512_ror_epi32(x.v, c), 0x96)};
}

template <int a, int b, int shift>
Words schedule_sigma(Words x) {
  return {_mm512_ternarylogic_epi32(_mm512_ror_epi32(x.v, a), _mm512_ror_epi32(x.v, b),
                                    _mm512_srli_epi32(x.v, shift), 0x96)};
}

/// Turns rows into columns: afterwards m[i] holds word i of every lane.
void transpose(Words (&m)[16]) {
  Words t[16];
  for (int i = 0; i < 16; i += 2) {
    t[i].v = _mm512_unpacklo_epi32(m[i].v, m[i + 1].v);
    t[i + 1].v = _mm512_unpackhi_epi32(m[i].v, m[i + 1].v);
  }
  for (int i = 0; i < 16; i += 4) {
    m[i].v = _mm512_unpacklo_epi64(t[i].v, t[i + 2].v);
    m[i + 1].v = _mm512_unpackhi_epi64(t[i].v, t[i + 2].v);
    m[i + 2].v = _mm512_unpacklo_epi64(t[i + 1].v, t[i + 3].v);
    m[i + 3].v = _mm512_unpackhi_epi64(t[i + 1].v, t[i + 3].v);
  }
  for (int i = 0; i < 4; ++i) {
    t[i].v = _mm512_shuffle_i32x4(m[i].v, m[i + 4].v, 0x88);
    t[i + 4].v = _mm512_shuffle_i32x4(m[i].v, m[i + 4].v, 0xdd);
    t[i + 8].v = _mm512_shuffle_i32x4(m[i + 8].v, m[i + 12].v, 0x88);
    t[i + 12].v = _mm512_shuffle_i32x4(m[i + 8].v, m[i + 12].v, 0xdd);
  }
  for (int i = 0; i < 8; ++i) {
    m[i].v = _mm512_shuffle_i32x4(t[i].v, t[i + 8].v, 0x88);
    m[i + 8].v = _mm512_shuffle_i32x4(t[i].v, t[i + 8].v, 0xdd);
  }
}

__m512i swap_bytes(__m512i words) {
  const __m512i mask = _mm512_set4_epi32(0x0c0d0e0f, 0x08090a0b, 0x04050607, 0x00010203);
  return _mm512_shuffle_epi8(words, mask);
}

/// One round; the caller renames the eight registers instead of moving them.
void one_round(Words a, Words b, Words c, Words& d, Words e, Words f, Words g, Words& h,
               Words word_and_constant) {
  const Words choose = {_mm512_ternarylogic_epi32(e.v, f.v, g.v, 0xca)};
  const Words majority = {_mm512_ternarylogic_epi32(a.v, b.v, c.v, 0xe8)};
  // What is known early comes first: the chain from e to the next e decides the speed.
  const Words t1 = h + word_and_constant + choose + rotations<6, 11, 25>(e);
  d = d + t1;
  h = rotations<2, 13, 22>(a) + majority + t1;
}

/// All 64 rounds; `word(i)` gives round i's word plus its constant.
template <class Word>
void rounds(Words (&state)[8], Word word) {
  Words s[8];
  std::copy(std::begin(state), std::end(state), s);
#pragma GCC unroll 8
  for (int i = 0; i < 64; i += 8) {
#pragma GCC unroll 8
    for (int j = 0; j < 8; ++j) {
      one_round(s[(8 - j) % 8], s[(9 - j) % 8], s[(10 - j) % 8], s[(11 - j) % 8], s[(12 - j) % 8],
                s[(13 - j) % 8], s[(14 - j) % 8], s[(15 - j) % 8], word(i + j));
    }
  }
  for (int i = 0; i < 8; ++i) state[i] = state[i] + s[i];
}

void start(Words (&state)[8]) {
  for (int i = 0; i < 8; ++i) state[i] = broadcast(sha256_initial_state[i]);
}

/// One 64-byte block for each lane, from `in` on.
void compress_message(Words (&state)[8], const std::uint8_t* in) {
  Words w[16];
  for (std::size_t i = 0; i < lanes; ++i) w[i].v = swap_bytes(_mm512_loadu_si512(in + 64 * i));
  transpose(w);
  rounds(state, [&](int i) {
    Words& now = w[i % 16];
    if (i >= 16) {
      now = now + schedule_sigma<7, 18, 3>(w[(i + 1) % 16]) + w[(i + 9) % 16] +
            schedule_sigma<17, 19, 10>(w[(i + 14) % 16]);
    }
    return now + broadcast(sha256_round_constants[i]);
  });
}

void write_hashes(std::uint8_t* out, const Words (&state)[8]) {
  Words m[16] = {};
  std::copy(std::begin(state), std::end(state), m);
  transpose(m);
  for (std::size_t i = 0; i < lanes; ++i) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + 32 * i),
                        _mm512_castsi512_si256(swap_bytes(m[i].v)));
  }
}

void hash_16_pairs(std::uint8_t* out, const std::uint8_t* in) {
  Words state[8];
  start(state);
  compress_message(state, in);
  rounds(state, [](int i) { return broadcast(sha256_padding_schedule[i]); });
  write_hashes(out, state);
}

void hash_16_blocks(std::uint8_t* out, const std::uint8_t* in) {
  Words state[8];
  start(state);
  compress_message(state, in);
  write_hashes(out, state);
}

const Sha256Kernel& one_by_one() {
  const Sha256Kernel* fast = sha256_sha_ni();
  return fast != nullptr ? *fast : sha256_scalar();
}

/// Runs `sixteen` over the whole batches, and over a padded copy of what is left or `few` on it.
template <class Sixteen, class Few>
void in_batches(std::uint8_t* out, const std::uint8_t* in, std::size_t count, Sixteen sixteen,
                Few few) {
  for (; count >= lanes; count -= lanes, in += 64 * lanes, out += 32 * lanes) sixteen(out, in);
  if (count < least_batch) return few(out, in, count);
  std::uint8_t padded[64 * lanes] = {};
  std::uint8_t hashes[32 * lanes];
  std::memcpy(padded, in, 64 * count);
  sixteen(hashes, padded);
  std::memcpy(out, hashes, 32 * count);
}

void compress_few(std::uint32_t state[8], const std::uint8_t* data, std::size_t blocks) {
  one_by_one().compress(state, data, blocks);
}

void hash_pairs_wide(std::uint8_t* out, const std::uint8_t* in, std::size_t pairs) {
  in_batches(out, in, pairs, hash_16_pairs, one_by_one().hash_pairs);
}

void hash_blocks_wide(std::uint8_t* out, const std::uint8_t* in, std::size_t count) {
  in_batches(out, in, count, hash_16_blocks, one_by_one().hash_blocks);
}

}  // namespace

const Sha256Kernel* sha256_avx512() {
  static constexpr Sha256Kernel kernel{"avx512", compress_few, hash_pairs_wide, hash_blocks_wide};
  static const bool usable =
      __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0;
  return usable ? &kernel : nullptr;
}

}  // namespace apsis
