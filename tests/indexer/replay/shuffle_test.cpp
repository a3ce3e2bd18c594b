// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/shuffle.hpp"

#include <doctest/doctest.h>

#include <numeric>

#include "core/hash/sha256.hpp"
#include "indexer/replay/committees.hpp"

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
    for (std::size_t i = 0; i < size; ++i) {
      REQUIRE(list[i] == apsis::compute_shuffled_index(i, size, seed, 90));
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
