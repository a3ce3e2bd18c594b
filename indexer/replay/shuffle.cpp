// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/shuffle.hpp"

#include <algorithm>
#include <utility>

#include "core/check.hpp"
#include "core/endian.hpp"
#include "core/hash/sha256.hpp"
#include "indexer/replay/shuffle_swaps.hpp"

namespace apsis {
namespace {

constexpr std::size_t seed_size = 32;
constexpr std::size_t pivot_input_size = seed_size + 1;
constexpr std::size_t source_input_size = seed_size + 1 + 4;
/// Places whose bits one hash decides.
constexpr std::uint64_t places_per_hash = 256;
constexpr std::uint64_t max_rounds = 256;

/// Messages of a round, each padded in a block: seed ++ round for its pivot, and with the number of
/// a block of places behind it for that block's bits.
void write_pivot_input(std::uint8_t* block, const Bytes32& seed, std::uint64_t round) {
  std::memcpy(block, seed.data(), seed_size);
  block[seed_size] = static_cast<std::uint8_t>(round);
  pad_block(block, pivot_input_size);
}

void write_source_input(std::uint8_t* block, const Bytes32& seed, std::uint64_t round,
                        std::uint64_t places) {
  std::memcpy(block, seed.data(), seed_size);
  block[seed_size] = static_cast<std::uint8_t>(round);
  store_le(block + seed_size + 1, static_cast<std::uint32_t>(places));
  pad_block(block, source_input_size);
}

/// Pivots of all rounds.
std::vector<std::uint64_t> pivots(const Bytes32& seed, std::uint64_t rounds, std::uint64_t count) {
  CHECK(rounds < max_rounds);
  Bytes blocks(64 * rounds);
  for (std::uint64_t i = 0; i < rounds; ++i) write_pivot_input(blocks.data() + 64 * i, seed, i);
  sha256_kernel().hash_blocks(blocks.data(), blocks.data(), rounds);
  std::vector<std::uint64_t> out(rounds);
  for (std::uint64_t i = 0; i < rounds; ++i) {
    out[i] = load_le<std::uint64_t>(blocks.data() + 32 * i) % count;
  }
  return out;
}

bool bit_at(const std::uint8_t* bits, std::uint64_t place) {
  return (bits[place / 8] >> place % 8 & 1) != 0;
}

/// Bits of one round for the whole list. A round asks only the higher place of each pair, so only
/// the blocks in the upper halves of its two mirrored ranges are hashed.
class RoundBits {
 public:
  RoundBits(const Bytes32& seed, std::size_t count)
      : seed_(seed), bits_(32 * (count / places_per_hash + 1) + shuffle_bits_padding) {}

  const std::uint8_t* data() const { return bits_.data(); }

  /// Fills in the bits for the higher places of the pairs between `low` and `high`.
  void fill(std::uint64_t round, std::uint64_t low, std::uint64_t high) {
    if (low >= high) return;
    const std::uint64_t first = ((low + high) / 2) / places_per_hash;
    const std::uint64_t last = high / places_per_hash;
    for (std::uint64_t block = first; block <= last; block += batch) {
      const std::size_t size = std::min<std::size_t>(batch, last - block + 1);
      for (std::size_t i = 0; i < size; ++i) {
        write_source_input(input_ + 64 * i, seed_, round, block + i);
      }
      sha256_kernel().hash_blocks(bits_.data() + 32 * block, input_, size);
    }
  }

 private:
  static constexpr std::size_t batch = 64;
  const Bytes32& seed_;
  Bytes bits_;
  std::uint8_t input_[64 * batch];
};

SwapMirrored choose_swaps() {
  const SwapMirrored fast = swap_mirrored_avx512();
  return fast != nullptr ? fast : swap_mirrored_scalar;
}

}  // namespace

void swap_mirrored_scalar(std::span<std::uint32_t> list, const std::uint8_t* bits, std::size_t low,
                          std::size_t high) {
  for (; low < high; ++low, --high) {
    // Half of the bits are set, in no order: a branch would be guessed wrong every other time.
    const std::uint32_t mask = bit_at(bits, high) ? ~std::uint32_t{0} : 0;
    const std::uint32_t change = (list[low] ^ list[high]) & mask;
    list[low] ^= change;
    list[high] ^= change;
  }
}

std::uint64_t compute_shuffled_index(std::uint64_t index, std::uint64_t count, const Bytes32& seed,
                                     std::uint64_t rounds) {
  std::uint8_t input[source_input_size];
  std::memcpy(input, seed.data(), seed_size);
  for (std::uint64_t round = 0; round < rounds; ++round) {
    input[seed_size] = static_cast<std::uint8_t>(round);
    const Bytes32 hash = sha256(ByteSpan(input, pivot_input_size));
    const std::uint64_t pivot = load_le<std::uint64_t>(hash.data()) % count;
    const std::uint64_t flip = (pivot + count - index) % count;
    const std::uint64_t place = std::max(index, flip);
    store_le(input + pivot_input_size, static_cast<std::uint32_t>(place / places_per_hash));
    const Bytes32 source = sha256(input);
    if (bit_at(source.data(), place % places_per_hash)) index = flip;
  }
  return index;
}

std::vector<std::uint64_t> compute_shuffled_indices(std::span<const std::uint64_t> indices,
                                                    std::uint64_t count, const Bytes32& seed,
                                                    std::uint64_t rounds) {
  if (indices.empty()) return {};
  std::vector<std::uint64_t> out(indices.begin(), indices.end());
  const std::vector<std::uint64_t> pivot = pivots(seed, rounds, count);
  Bytes blocks(64 * out.size());
  for (std::uint64_t round = 0; round < rounds; ++round) {
    const auto flip = [&](std::uint64_t index) { return (pivot[round] + count - index) % count; };
    for (std::size_t i = 0; i < out.size(); ++i) {
      const std::uint64_t place = std::max(out[i], flip(out[i]));
      write_source_input(blocks.data() + 64 * i, seed, round, place / places_per_hash);
    }
    sha256_kernel().hash_blocks(blocks.data(), blocks.data(), out.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
      const std::uint64_t flipped = flip(out[i]);
      const std::uint64_t place = std::max(out[i], flipped);
      if (bit_at(blocks.data() + 32 * i, place % places_per_hash)) out[i] = flipped;
    }
  }
  return out;
}

void shuffle_list(std::span<std::uint32_t> list, const Bytes32& seed, std::uint64_t rounds) {
  if (list.size() < 2) return;
  static const SwapMirrored swap_mirrored = choose_swaps();
  const std::vector<std::uint64_t> pivot = pivots(seed, rounds, list.size());
  RoundBits bits(seed, list.size());
  // Each round is its own inverse, so moving the whole list takes the rounds backwards.
  for (std::uint64_t round = rounds; round-- > 0;) {
    bits.fill(round, 0, pivot[round]);
    swap_mirrored(list, bits.data(), 0, pivot[round]);
    bits.fill(round, pivot[round] + 1, list.size() - 1);
    swap_mirrored(list, bits.data(), pivot[round] + 1, list.size() - 1);
  }
}

void shuffle_list_plain(std::span<std::uint32_t> list, const Bytes32& seed, std::uint64_t rounds) {
  if (list.size() < 2) return;
  std::uint8_t input[source_input_size];
  std::memcpy(input, seed.data(), seed_size);
  const auto swap_range = [&](std::uint64_t low, std::uint64_t high) {
    Bytes32 source{};
    std::uint64_t block = ~std::uint64_t{0};
    for (; low < high; ++low, --high) {
      if (high / places_per_hash != block) {
        block = high / places_per_hash;
        store_le(input + pivot_input_size, static_cast<std::uint32_t>(block));
        source = sha256(input);
      }
      if (bit_at(source.data(), high % places_per_hash)) std::swap(list[low], list[high]);
    }
  };
  for (std::uint64_t round = rounds; round-- > 0;) {
    input[seed_size] = static_cast<std::uint8_t>(round);
    const Bytes32 hash = sha256(ByteSpan(input, pivot_input_size));
    const std::uint64_t pivot = load_le<std::uint64_t>(hash.data()) % list.size();
    swap_range(0, pivot);
    swap_range(pivot + 1, list.size() - 1);
  }
}

}  // namespace apsis
