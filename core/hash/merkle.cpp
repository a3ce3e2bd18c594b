// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/hash/merkle.hpp"

#include <array>
#include <bit>

#include "core/check.hpp"
#include "core/endian.hpp"
#include "core/hash/sha256.hpp"

namespace apsis {

const Bytes32& zero_hash(unsigned depth) {
  static const std::array<Bytes32, max_tree_depth + 1> table = [] {
    std::array<Bytes32, max_tree_depth + 1> out{};
    for (unsigned d = 1; d <= max_tree_depth; ++d) out[d] = hash_pair(out[d - 1], out[d - 1]);
    return out;
  }();
  CHECK(depth <= max_tree_depth);
  return table[depth];
}

unsigned ceil_log2(std::uint64_t count) {
  return count <= 1 ? 0 : static_cast<unsigned>(std::bit_width(count - 1));
}

Bytes32 merkleize(ByteSpan bytes, unsigned depth) {
  std::size_t count = (bytes.size() + 31) / 32;
  CHECK(depth >= ceil_log2(count));
  if (count == 0) return zero_hash(depth);
  // Two spare chunks: the zero padding of the last one and the sibling of an odd end.
  Bytes level((count + 2) * 32);
  std::memcpy(level.data(), bytes.data(), bytes.size());
  unsigned height = 0;
  for (; count > 1; ++height) {
    if (count % 2 != 0) {
      std::memcpy(level.data() + 32 * count, zero_hash(height).data(), 32);
      ++count;
    }
    sha256_kernel().hash_pairs(level.data(), level.data(), count / 2);
    count /= 2;
  }
  Bytes32 root = to_array<32>(level);
  for (; height < depth; ++height) root = hash_pair(root, zero_hash(height));
  return root;
}

Bytes32 merkleize(std::span<const Bytes32> nodes, unsigned depth) {
  return merkleize(ByteSpan(nodes.empty() ? nullptr : nodes[0].data(), 32 * nodes.size()), depth);
}

Bytes32 mix_in_length(const Bytes32& root, std::uint64_t length) {
  Bytes32 encoded{};
  store_le(encoded.data(), length);
  return hash_pair(root, encoded);
}

bool is_valid_merkle_branch(const Bytes32& leaf, ByteSpan branch, unsigned depth,
                            std::uint64_t index, const Bytes32& root) {
  if (branch.size() != std::size_t{32} * depth) return false;
  Bytes32 node = leaf;
  for (unsigned d = 0; d < depth; ++d) {
    const Bytes32 sibling = to_array<32>(branch.subspan(std::size_t{32} * d));
    node = (index >> d & 1) != 0 ? hash_pair(sibling, node) : hash_pair(node, sibling);
  }
  return node == root;
}

}  // namespace apsis
