// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "core/hash/keccak.hpp"
#include "core/hash/merkle.hpp"
#include "core/hash/merkle_tree.hpp"
#include "core/hash/sha256.hpp"
#include "core/hex.hpp"

namespace apsis {
namespace {

ByteSpan text_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Bytes random_bytes(std::mt19937_64& random, std::size_t size) {
  Bytes out(size);
  for (auto& byte : out) byte = static_cast<std::uint8_t>(random());
  return out;
}

/// The kernels that run on this machine, the scalar one first.
std::vector<const Sha256Kernel*> kernels() {
  std::vector<const Sha256Kernel*> out{&sha256_scalar()};
  if (sha256_sha_ni() != nullptr) out.push_back(sha256_sha_ni());
  if (sha256_avx512() != nullptr) out.push_back(sha256_avx512());
  if (out.size() < 3) MESSAGE("skipped kernels: this processor lacks SHA-NI or AVX-512");
  return out;
}

}  // namespace

TEST_CASE("sha256: known answers of FIPS 180-4 for every kernel") {
  for (const Sha256Kernel* kernel : kernels()) {
    CAPTURE(kernel->name);
    CHECK(to_hex_bare(sha256_with(*kernel, text_bytes("abc"))) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(to_hex_bare(sha256_with(*kernel, {})) ==
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(to_hex_bare(sha256_with(
              *kernel, text_bytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))) ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  }
}

TEST_CASE("sha256: kernels agree with the scalar twin on random input") {
  std::mt19937_64 random(1);
  for (const Sha256Kernel* kernel : kernels()) {
    CAPTURE(kernel->name);
    for (std::size_t size = 0; size < 300; ++size) {
      const Bytes data = random_bytes(random, size);
      CHECK(sha256_with(*kernel, data) == sha256_with(sha256_scalar(), data));
    }
    for (std::size_t pairs = 0; pairs < 70; ++pairs) {
      const Bytes data = random_bytes(random, 64 * pairs);
      Bytes a(32 * pairs);
      Bytes b(32 * pairs);
      kernel->hash_pairs(a.data(), data.data(), pairs);
      sha256_scalar().hash_pairs(b.data(), data.data(), pairs);
      CHECK(a == b);
      Bytes in_place = data;
      kernel->hash_pairs(in_place.data(), in_place.data(), pairs);
      CHECK(std::equal(a.begin(), a.end(), in_place.begin()));
      for (std::size_t i = 0; i < pairs; ++i) {
        CHECK(to_array<32>(ByteSpan(a).subspan(32 * i)) ==
              sha256(ByteSpan(data).subspan(64 * i, 64)));
      }
    }
  }
}

TEST_CASE("sha256: short messages that are padded in one block have their own hashes") {
  std::mt19937_64 random(4);
  for (const Sha256Kernel* kernel : kernels()) {
    CAPTURE(kernel->name);
    for (std::size_t size = 0; size <= 55; ++size) {
      const std::size_t count = 1 + size % 35;
      Bytes blocks = random_bytes(random, 64 * count);
      std::vector<Bytes32> expected;
      for (std::size_t i = 0; i < count; ++i) {
        expected.push_back(sha256_with(sha256_scalar(), ByteSpan(blocks).subspan(64 * i, size)));
        pad_block(blocks.data() + 64 * i, size);
      }
      kernel->hash_blocks(blocks.data(), blocks.data(), count);
      for (std::size_t i = 0; i < count; ++i) {
        CHECK(to_array<32>(ByteSpan(blocks).subspan(32 * i)) == expected[i]);
      }
    }
  }
}

TEST_CASE("keccak256: the EVM's hash, not SHA3-256") {
  CHECK(to_hex_bare(keccak256({})) ==
        "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
}

TEST_CASE("merkle tree: cached roots equal fresh ones after random edits, growth and shrinking") {
  std::mt19937_64 random(2);
  MerkleTree tree(12);
  Bytes column;
  for (int round = 0; round < 400; ++round) {
    const auto action = random() % 8;
    if (action == 0 && !column.empty()) {
      column.resize(random() % column.size());
      tree.mark_all();
    } else if (action < 4) {
      const Bytes more = random_bytes(random, random() % 200);
      const std::size_t last = column.empty() ? 0 : (column.size() - 1) / 32;
      column.insert(column.end(), more.begin(), more.end());
      tree.mark(last);
    } else if (!column.empty()) {
      for (auto edits = random() % 20; edits > 0; --edits) {
        const std::size_t at = random() % column.size();
        column[at] = static_cast<std::uint8_t>(random());
        tree.mark(at / 32);
      }
    }
    CHECK(tree.root(column) == merkleize(ByteSpan(column), 12));
  }
}

TEST_CASE("merkle branch: every leaf of a small tree proves itself, and no other place") {
  std::mt19937_64 random(3);
  const Bytes leaves = random_bytes(random, 4 * 32);
  const auto leaf = [&](std::size_t i) { return to_array<32>(ByteSpan(leaves).subspan(32 * i)); };
  const Bytes32 root = merkleize(ByteSpan(leaves), 2);
  for (std::size_t i = 0; i < 4; ++i) {
    const Bytes32 sibling = leaf(i ^ 1);
    const Bytes32 uncle = hash_pair(leaf(i < 2 ? 2 : 0), leaf(i < 2 ? 3 : 1));
    Bytes branch(sibling.begin(), sibling.end());
    branch.insert(branch.end(), uncle.begin(), uncle.end());
    CHECK(is_valid_merkle_branch(leaf(i), branch, 2, i, root));
    CHECK_FALSE(is_valid_merkle_branch(leaf(i), branch, 2, i ^ 1, root));
    CHECK_FALSE(is_valid_merkle_branch(leaf(i), ByteSpan(branch).first(32), 2, i, root));
  }
}

}  // namespace apsis
