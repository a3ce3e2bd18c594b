// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/bytes.hpp"

namespace apsis {

/// Greatest depth of a tree in the consensus specs' containers, with room to spare.
inline constexpr unsigned max_tree_depth = 64;

/// Root of a tree of the given depth whose leaves are all zero.
const Bytes32& zero_hash(unsigned depth);

/// Smallest d with 2^d >= count (0 for count 0 and 1).
unsigned ceil_log2(std::uint64_t count);

/// Root of a binary tree of the given depth over `bytes` in chunks of 32, zero-padded on the right
/// (`merkleize` in ssz/simple-serialize.md). `bytes` holds at most 2^depth chunks.
Bytes32 merkleize(ByteSpan bytes, unsigned depth);

/// As merkleize, over nodes.
Bytes32 merkleize(std::span<const Bytes32> nodes, unsigned depth);

/// sha256(root ++ length as uint256), the root of an SSZ list (`mix_in_length`).
Bytes32 mix_in_length(const Bytes32& root, std::uint64_t length);

/// Whether `leaf` lies at `index` of the tree with this root; `branch` holds `depth` siblings from
/// the leaf upwards (`is_valid_merkle_branch` in phase0/beacon-chain.md).
bool is_valid_merkle_branch(const Bytes32& leaf, ByteSpan branch, unsigned depth,
                            std::uint64_t index, const Bytes32& root);

}  // namespace apsis
