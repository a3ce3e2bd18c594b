// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/bytes.hpp"
#include "core/endian.hpp"

namespace apsis {

/// Numbers that look random and are the same in every run (splitmix64).
class Noise {
 public:
  explicit Noise(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
  }
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  bool in_hundred(std::uint64_t percent) { return below(100) < percent; }

  Bytes bytes(std::size_t size) {
    Bytes out(size + 8);
    for (std::size_t at = 0; at < size; at += 8) store_le(out.data() + at, next());
    out.resize(size);
    return out;
  }
  Bytes32 root() { return to_array<32>(bytes(32)); }

 private:
  std::uint64_t state_;
};

}  // namespace apsis
