// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree/rewards_tree.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/hash/keccak.hpp"

using apsis::Bytes32;
using apsis::RewardsTree;

namespace {

Bytes32 leaf(std::uint8_t first) {
  Bytes32 out{};
  out[0] = first;
  return out;
}

Bytes32 parent(const Bytes32& smaller, const Bytes32& greater) {
  apsis::Bytes both(smaller.begin(), smaller.end());
  both.insert(both.end(), greater.begin(), greater.end());
  return apsis::keccak256(both);
}

}  // namespace

TEST_CASE("the tree of one leaf is that leaf, with an empty proof") {
  const auto tree = RewardsTree::build({leaf(7)});
  REQUIRE(tree);
  CHECK(tree->root() == leaf(7));
  REQUIRE(tree->proof(leaf(7)));
  CHECK(tree->proof(leaf(7))->empty());
}

TEST_CASE("three leaves are sorted, padded with one zero on the right, and paired in order") {
  const auto tree = RewardsTree::build({leaf(3), leaf(1), leaf(2)});
  REQUIRE(tree);
  const Bytes32 left = parent(leaf(1), leaf(2));
  const Bytes32 right = parent(Bytes32{}, leaf(3));
  CHECK(tree->root() == (left < right ? parent(left, right) : parent(right, left)));
  const auto proof = tree->proof(leaf(3));
  REQUIRE(proof);
  CHECK(*proof == std::vector<Bytes32>{Bytes32{}, left});
  CHECK(apsis::rewards_proof_root(leaf(3), *proof) == tree->root());
}

TEST_CASE("what is no leaf has no proof, and the padding is no leaf") {
  const auto tree = RewardsTree::build({leaf(3), leaf(1), leaf(2)});
  REQUIRE(tree);
  CHECK(!tree->proof(leaf(9)));
  CHECK(!tree->proof(Bytes32{}));
}

TEST_CASE("a tree without leaves is refused") {
  const auto tree = RewardsTree::build({});
  REQUIRE(!tree);
  CHECK(tree.error().kind == apsis::ErrorKind::invalid);
}

TEST_CASE("the voter share is part of the leaf from file version 4 on") {
  apsis::NodeAmounts amounts;
  amounts.collateral_rpl = 5;
  const apsis::Bytes20 address{1};
  const Bytes32 without = apsis::rewards_leaf_hash(4, address, amounts);
  const Bytes32 old = apsis::rewards_leaf_hash(3, address, amounts);
  amounts.voter_share_eth = 1;
  CHECK(apsis::rewards_leaf_hash(4, address, amounts) != without);
  CHECK(apsis::rewards_leaf_hash(3, address, amounts) == old);
  CHECK(old != without);
}
