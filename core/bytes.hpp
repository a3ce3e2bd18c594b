// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <vector>

namespace apsis {

/// Read-only view of raw bytes; the owner outlives the view.
using ByteSpan = std::span<const std::uint8_t>;
/// Owned raw bytes.
using Bytes = std::vector<std::uint8_t>;

/// Execution-layer address.
using Bytes20 = std::array<std::uint8_t, 20>;
/// Hash, root or withdrawal credentials.
using Bytes32 = std::array<std::uint8_t, 32>;
/// Compressed BLS12-381 G1 point (public key).
using Bytes48 = std::array<std::uint8_t, 48>;
/// Compressed BLS12-381 G2 point (signature).
using Bytes96 = std::array<std::uint8_t, 96>;

/// Copies the first N bytes of `bytes`; the caller has checked that there are at least N.
template <std::size_t N>
std::array<std::uint8_t, N> to_array(ByteSpan bytes) {
  std::array<std::uint8_t, N> out;
  std::memcpy(out.data(), bytes.data(), N);
  return out;
}

/// Hash of a fixed byte array for unordered containers: its first eight bytes, good enough for
/// keys that are hashes or curve points.
struct FirstBytesHash {
  template <std::size_t N>
  std::size_t operator()(const std::array<std::uint8_t, N>& key) const {
    std::size_t out;
    std::memcpy(&out, key.data() + (N >= 20 ? 4 : 0), sizeof out);
    return out;
  }
};

}  // namespace apsis
