// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>

namespace apsis {

static_assert(std::endian::native == std::endian::little,
              "columns are hashed as they lie in memory");

/// Reads a little-endian integer (SSZ order); `from` need not be aligned.
template <std::unsigned_integral T>
T load_le(const std::uint8_t* from) {
  T out;
  std::memcpy(&out, from, sizeof out);
  return out;
}

/// Writes a little-endian integer (SSZ order).
template <std::unsigned_integral T>
void store_le(std::uint8_t* to, T value) {
  std::memcpy(to, &value, sizeof value);
}

/// Reverses the bytes of a 32-bit word.
inline std::uint32_t byteswap(std::uint32_t value) {
  return __builtin_bswap32(value);
}

/// Reverses the bytes of a 64-bit word.
inline std::uint64_t byteswap(std::uint64_t value) {
  return __builtin_bswap64(value);
}

/// Reads a big-endian integer (network and PostgreSQL order).
template <std::unsigned_integral T>
requires(sizeof(T) >= 4) T load_be(const std::uint8_t* from) {
  return byteswap(load_le<T>(from));
}

/// Writes a big-endian integer (network and PostgreSQL order).
template <std::unsigned_integral T>
requires(sizeof(T) >= 4) void store_be(std::uint8_t* to, T value) {
  store_le(to, byteswap(value));
}

}  // namespace apsis
