// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/shuffle.hpp"

#include <utility>

#include "core/endian.hpp"
#include "core/hash/sha256.hpp"

namespace apsis {
namespace {

constexpr std::size_t seed_size = 32;

/// seed ++ round, and room for the position's block of 256.
struct RoundInput {
  std::uint8_t bytes[seed_size + 1 + 4];

  RoundInput(const Bytes32& seed, std::uint64_t round) {
    std::memcpy(bytes, seed.data(), seed_size);
    bytes[seed_size] = static_cast<std::uint8_t>(round);
  }
  std::uint64_t pivot(std::uint64_t count) const {
    const Bytes32 hash = sha256(ByteSpan(bytes, seed_size + 1));
    return load_le<std::uint64_t>(hash.data()) % count;
  }
  Bytes32 source(std::uint64_t block) {
    store_le(bytes + seed_size + 1, static_cast<std::uint32_t>(block));
    return sha256(ByteSpan(bytes, sizeof bytes));
  }
};

bool source_bit(const Bytes32& source, std::uint64_t position) {
  return (source[position % 256 / 8] >> position % 8 & 1) != 0;
}

/// Swaps, for one round, the mirrored pairs between `low` and `high` (both inclusive), where the
/// bit of the higher position says so.
void swap_range(std::span<std::uint32_t> list, RoundInput& input, std::uint64_t low,
                std::uint64_t high) {
  Bytes32 source{};
  std::uint64_t block = ~std::uint64_t{0};
  for (; low < high; ++low, --high) {
    if (high / 256 != block) {
      block = high / 256;
      source = input.source(block);
    }
    if (source_bit(source, high)) std::swap(list[low], list[high]);
  }
}

}  // namespace

std::uint64_t compute_shuffled_index(std::uint64_t index, std::uint64_t count, const Bytes32& seed,
                                     std::uint64_t rounds) {
  for (std::uint64_t round = 0; round < rounds; ++round) {
    RoundInput input(seed, round);
    const std::uint64_t flip = (input.pivot(count) + count - index) % count;
    const std::uint64_t position = std::max(index, flip);
    if (source_bit(input.source(position / 256), position)) index = flip;
  }
  return index;
}

void shuffle_list(std::span<std::uint32_t> list, const Bytes32& seed, std::uint64_t rounds) {
  if (list.size() < 2) return;
  // Each round is its own inverse, so moving the whole list takes the rounds backwards.
  for (std::uint64_t round = rounds; round-- > 0;) {
    RoundInput input(seed, round);
    const std::uint64_t pivot = input.pivot(list.size());
    swap_range(list, input, 0, pivot);
    swap_range(list, input, pivot + 1, list.size() - 1);
  }
}

}  // namespace apsis
