// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/price/l2_turn.hpp"

#include <numeric>
#include <utility>
#include <vector>

#include "core/check.hpp"
#include "core/hash/keccak.hpp"

namespace apsis {

namespace {

std::uint64_t read_be64(ByteSpan bytes) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < 8; ++i) out = out << 8 | bytes[i];
  return out;
}

void write_be64(std::uint64_t value, Bytes& out) {
  for (int shift = 56; shift >= 0; shift -= 8)
    out.push_back(static_cast<std::uint8_t>(value >> shift));
}

/// Numbers of 64 bits out of a hash, and out of its hash when it is used up.
class HashNumbers {
 public:
  explicit HashNumbers(ByteSpan seed) : digest_(keccak256(seed)) {}
  std::uint64_t next() {
    if (offset_ + 8 > digest_.size()) {
      digest_ = keccak256(digest_);
      offset_ = 0;
    }
    offset_ += 8;
    return read_be64(ByteSpan(digest_).subspan(offset_ - 8, 8));
  }

 private:
  Bytes32 digest_;
  std::size_t offset_ = 0;
};

}  // namespace

std::uint64_t member_of_turn(std::uint64_t block, std::uint64_t members) {
  CHECK(members <= max_turn_members);
  if (members <= 1) return 0;
  const std::uint64_t turn = block / blocks_per_turn;
  Bytes seed;
  write_be64(turn / members, seed);
  write_be64(members, seed);
  HashNumbers numbers(seed);
  std::vector<std::uint64_t> order(members);
  std::iota(order.begin(), order.end(), std::uint64_t{0});
  for (std::uint64_t i = members - 1; i > 0; --i)
    std::swap(order[i], order[numbers.next() % (i + 1)]);
  return order[turn % members];
}

}  // namespace apsis
