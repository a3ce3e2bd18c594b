// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "oracle/interval/rewards_amounts.hpp"

namespace apsis {

/// First rewards file version whose leaves hold the voter share.
inline constexpr std::uint64_t first_version_with_voter_share = 4;

/// Hash of a node's leaf: keccak256(address ++ network ++ RPL ++ ETH), and ++ voter share from
/// file version 4 on; amounts as 32 bytes, most significant first (RocketMerkleDistributorMainnet).
Bytes32 rewards_leaf_hash(std::uint64_t file_version, const Bytes20& address,
                          const NodeAmounts& amounts);

/// The Merkle tree of a rewards file: leaf hashes sorted ascending, padded on the right with 32
/// zero bytes to a power of two, each parent the keccak256 of its children with the smaller first.
class RewardsTree {
 public:
  /// `invalid` when there is no leaf.
  static Expected<RewardsTree> build(std::vector<Bytes32> leaf_hashes);

  const Bytes32& root() const { return levels_.back().front(); }
  /// Sibling hashes from the leaf's level upwards, the root left out; nothing if it is no leaf.
  std::optional<std::vector<Bytes32>> proof(const Bytes32& leaf_hash) const;

 private:
  std::size_t leaf_count_ = 0;
  std::vector<std::vector<Bytes32>> levels_;  ///< levels_[0]: padded leaves; the last: the root
};

/// Root that a proof leads to from a leaf, as the contract computes it.
Bytes32 rewards_proof_root(const Bytes32& leaf_hash, std::span<const Bytes32> proof);

}  // namespace apsis
