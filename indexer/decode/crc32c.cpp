// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/decode/crc32c.hpp"

#include <nmmintrin.h>

#include <array>

#include "core/endian.hpp"

namespace apsis {

namespace {

/// The polynomial with its bits in the order in which they go over the wire.
constexpr std::uint32_t polynomial = 0x82f63b78;

constexpr std::array<std::uint32_t, 256> make_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t rest = byte;
    for (int bit = 0; bit < 8; ++bit) rest = (rest >> 1) ^ ((rest & 1) != 0 ? polynomial : 0);
    table[byte] = rest;
  }
  return table;
}

constexpr std::array<std::uint32_t, 256> table = make_table();

__attribute__((target("sse4.2"))) std::uint32_t crc32c_sse42(ByteSpan bytes) {
  std::uint64_t sum = 0xffffffff;
  while (bytes.size() >= 8) {
    sum = _mm_crc32_u64(sum, load_le<std::uint64_t>(bytes.data()));
    bytes = bytes.subspan(8);
  }
  std::uint32_t rest = static_cast<std::uint32_t>(sum);
  for (const std::uint8_t byte : bytes) rest = _mm_crc32_u8(rest, byte);
  return ~rest;
}

}  // namespace

std::uint32_t crc32c_plain(ByteSpan bytes) {
  std::uint32_t sum = 0xffffffff;
  for (const std::uint8_t byte : bytes) sum = (sum >> 8) ^ table[(sum ^ byte) & 0xff];
  return ~sum;
}

std::uint32_t crc32c(ByteSpan bytes) {
  static const auto kernel = __builtin_cpu_supports("sse4.2") ? crc32c_sse42 : crc32c_plain;
  return kernel(bytes);
}

}  // namespace apsis
