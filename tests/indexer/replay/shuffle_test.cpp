// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/shuffle.hpp"

#include <doctest/doctest.h>

#include <numeric>

#include "core/hash/sha256.hpp"
#include "indexer/replay/committees.hpp"
#include "indexer/replay/shuffle_swaps.hpp"

TEST_CASE("shuffling a whole list equals shuffling index by index, at every size") {
  std::vector<std::size_t> sizes(70);
  std::iota(sizes.begin(), sizes.end(), 0u);
  for (const std::size_t size : {255u, 256u, 257u, 511u, 512u, 513u, 1000u, 1025u}) {
    sizes.push_back(size);
  }
  for (const std::size_t size : sizes) {
    const apsis::Bytes32 seed = apsis::sha256(apsis::Bytes{static_cast<std::uint8_t>(size)});
    std::vector<std::uint32_t> list(size);
    std::iota(list.begin(), list.end(), 0u);
    apsis::shuffle_list(list, seed, 90);
    std::vector<std::uint64_t> indices(size);
    std::iota(indices.begin(), indices.end(), 0u);
    const auto all = apsis::compute_shuffled_indices(indices, size, seed, 90);
    std::vector<std::uint32_t> plain(size);
    std::iota(plain.begin(), plain.end(), 0u);
    apsis::shuffle_list_plain(plain, seed, 90);
    CHECK(list == plain);
    for (std::size_t i = 0; i < size; ++i) {
      REQUIRE(list[i] == apsis::compute_shuffled_index(i, size, seed, 90));
      REQUIRE(list[i] == all[i]);
    }
  }
}

TEST_CASE("sixteen pairs at once are swapped as one by one, at every place and length") {
  const apsis::SwapMirrored fast = apsis::swap_mirrored_avx512();
  if (fast == nullptr) {
    MESSAGE("skipped: this processor has no AVX-512");
    return;
  }
  constexpr std::size_t size = 300;
  std::vector<std::uint8_t> bits;
  for (std::uint8_t i = 0; bits.size() < size / 8 + 1 + apsis::shuffle_bits_padding; ++i) {
    bits.push_back(apsis::sha256(apsis::Bytes{i})[0]);
  }
  for (std::size_t low = 0; low < 40; ++low) {
    for (std::size_t high = low; high < size; high += 1 + low % 7) {
      std::vector<std::uint32_t> a(size);
      std::iota(a.begin(), a.end(), 0u);
      std::vector<std::uint32_t> b = a;
      fast(a, bits.data(), low, high);
      apsis::swap_mirrored_scalar(b, bits.data(), low, high);
      REQUIRE(a == b);
    }
  }
}

TEST_CASE("the integer square root is exact around squares and at the end of 64 bits") {
  for (const std::uint64_t root : {1ull, 2ull, 1000ull, 94906265ull, 94906267ull, 4294967295ull}) {
    CHECK(apsis::integer_squareroot(root * root) == root);
    CHECK(apsis::integer_squareroot(root * root - 1) == root - 1);
    CHECK(apsis::integer_squareroot(root * root + 1) == root);
  }
  CHECK(apsis::integer_squareroot(0) == 0);
  CHECK(apsis::integer_squareroot(~std::uint64_t{0}) == 4294967295ull);
}
