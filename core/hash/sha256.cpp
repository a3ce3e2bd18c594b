// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/hash/sha256.hpp"

#include <array>
#include <bit>

#include "core/endian.hpp"

namespace apsis {

const std::uint32_t sha256_round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

const std::uint32_t sha256_initial_state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                               0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

namespace {

/// First words of the message schedule and the rule that makes the next ones.
std::array<std::uint32_t, 64> expand(const std::array<std::uint32_t, 16>& words) {
  std::array<std::uint32_t, 64> w{};
  for (std::size_t i = 0; i < 16; ++i) w[i] = words[i];
  for (std::size_t i = 16; i < 64; ++i) {
    const std::uint32_t s0 = std::rotr(w[i - 15], 7) ^ std::rotr(w[i - 15], 18) ^ (w[i - 15] >> 3);
    const std::uint32_t s1 = std::rotr(w[i - 2], 17) ^ std::rotr(w[i - 2], 19) ^ (w[i - 2] >> 10);
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  return w;
}

void rounds(std::uint32_t state[8], const std::uint32_t* schedule_with_constants) {
  std::uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
  std::uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
  for (std::size_t i = 0; i < 64; ++i) {
    const std::uint32_t s1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
    const std::uint32_t t1 = h + s1 + ((e & f) ^ (~e & g)) + schedule_with_constants[i];
    const std::uint32_t s0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
    const std::uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = d + t1;
    d = c;
    c = b;
    b = a;
    a = t1 + t2;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

void compress_scalar(std::uint32_t state[8], const std::uint8_t* data, std::size_t blocks) {
  for (; blocks > 0; --blocks, data += 64) {
    std::array<std::uint32_t, 16> words;
    for (std::size_t i = 0; i < 16; ++i) words[i] = load_be<std::uint32_t>(data + 4 * i);
    std::array<std::uint32_t, 64> w = expand(words);
    for (std::size_t i = 0; i < 64; ++i) w[i] += sha256_round_constants[i];
    rounds(state, w.data());
  }
}

void hash_pairs_scalar(std::uint8_t* out, const std::uint8_t* in, std::size_t pairs) {
  for (std::size_t i = 0; i < pairs; ++i) {
    std::uint32_t state[8];
    std::memcpy(state, sha256_initial_state, sizeof state);
    compress_scalar(state, in + 64 * i, 1);
    rounds(state, sha256_padding_schedule);
    for (std::size_t j = 0; j < 8; ++j) store_be(out + 32 * i + 4 * j, state[j]);
  }
}

void hash_blocks_scalar(std::uint8_t* out, const std::uint8_t* in, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    std::uint32_t state[8];
    std::memcpy(state, sha256_initial_state, sizeof state);
    compress_scalar(state, in + 64 * i, 1);
    for (std::size_t j = 0; j < 8; ++j) store_be(out + 32 * i + 4 * j, state[j]);
  }
}

const Sha256Kernel& choose_kernel() {
  for (const Sha256Kernel* fast : {sha256_avx512(), sha256_sha_ni()}) {
    if (fast != nullptr) return *fast;
  }
  return sha256_scalar();
}

}  // namespace

// The second block of a 64-byte message is always the same: 0x80, zeros, and the length 512.
const std::uint32_t sha256_padding_schedule[64] = {
    0xc28a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf374,
    0x649b69c1, 0xf0fe4786, 0x0fe1edc6, 0x240cf254, 0x4fe9346f, 0x6cc984be, 0x61b9411e, 0x16f988fa,
    0xf2c65152, 0xa88e5a6d, 0xb019fc65, 0xb9d99ec7, 0x9a1231c3, 0xe70eeaa0, 0xfdb1232b, 0xc7353eb0,
    0x3069bad5, 0xcb976d5f, 0x5a0f118f, 0xdc1eeefd, 0x0a35b689, 0xde0b7a04, 0x58f4ca9d, 0xe15d5b16,
    0x007f3e86, 0x37088980, 0xa507ea32, 0x6fab9537, 0x17406110, 0x0d8cd6f1, 0xcdaa3b6d, 0xc0bbbe37,
    0x83613bda, 0xdb48a363, 0x0b02e931, 0x6fd15ca7, 0x521afaca, 0x31338431, 0x6ed41a95, 0x6d437890,
    0xc39c91f2, 0x9eccabbd, 0xb5c9a0e6, 0x532fb63c, 0xd2c741c6, 0x07237ea3, 0xa4954b68, 0x4c191d76,
};

const Sha256Kernel& sha256_scalar() {
  static constexpr Sha256Kernel kernel{"scalar", compress_scalar, hash_pairs_scalar,
                                       hash_blocks_scalar};
  return kernel;
}

const Sha256Kernel& sha256_kernel() {
  static const Sha256Kernel& kernel = choose_kernel();
  return kernel;
}

void pad_block(std::uint8_t* block, std::size_t size) {
  std::memset(block + size, 0, 64 - size);
  block[size] = 0x80;
  store_be(block + 56, std::uint64_t{8} * size);
}

Bytes32 sha256_with(const Sha256Kernel& kernel, ByteSpan data) {
  std::uint32_t state[8];
  std::memcpy(state, sha256_initial_state, sizeof state);
  const std::size_t whole = data.size() / 64;
  kernel.compress(state, data.data(), whole);
  std::uint8_t tail[128] = {};
  const std::size_t rest = data.size() - 64 * whole;
  if (rest > 0) std::memcpy(tail, data.data() + 64 * whole, rest);
  tail[rest] = 0x80;
  const std::size_t tail_blocks = rest + 9 <= 64 ? 1 : 2;
  store_be(tail + 64 * tail_blocks - 8, std::uint64_t{8} * data.size());
  kernel.compress(state, tail, tail_blocks);
  Bytes32 out;
  for (std::size_t i = 0; i < 8; ++i) store_be(out.data() + 4 * i, state[i]);
  return out;
}

Bytes32 sha256(ByteSpan data) {
  return sha256_with(sha256_kernel(), data);
}

Bytes32 hash_pair(const Bytes32& left, const Bytes32& right) {
  std::array<std::uint8_t, 64> pair;
  std::memcpy(pair.data(), left.data(), 32);
  std::memcpy(pair.data() + 32, right.data(), 32);
  Bytes32 out;
  sha256_kernel().hash_pairs(out.data(), pair.data(), 1);
  return out;
}

}  // namespace apsis
