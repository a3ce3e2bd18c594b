// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree/rewards_tree.hpp"

#include <algorithm>
#include <bit>

#include "core/hash/keccak.hpp"

namespace apsis {

namespace {

Bytes32 parent_of(const Bytes32& left, const Bytes32& right) {
  std::array<std::uint8_t, 64> both;
  const bool in_order = left <= right;
  std::ranges::copy(in_order ? left : right, both.begin());
  std::ranges::copy(in_order ? right : left, both.begin() + 32);
  return keccak256(both);
}

void append(Bytes& out, const uint256& value) {
  const Bytes32 bytes = to_be_bytes(value);
  out.insert(out.end(), bytes.begin(), bytes.end());
}

}  // namespace

Bytes32 rewards_leaf_hash(std::uint64_t file_version, const Bytes20& address,
                          const NodeAmounts& amounts) {
  Bytes data(address.begin(), address.end());
  append(data, amounts.network);
  append(data, amounts.collateral_rpl + amounts.oracle_dao_rpl);
  append(data, amounts.smoothing_pool_eth);
  if (file_version >= first_version_with_voter_share) append(data, amounts.voter_share_eth);
  return keccak256(data);
}

Expected<RewardsTree> RewardsTree::build(std::vector<Bytes32> leaf_hashes) {
  if (leaf_hashes.empty())
    return fail(ErrorKind::invalid, "nobody is rewarded, and a tree needs at least one leaf");
  RewardsTree tree;
  tree.leaf_count_ = leaf_hashes.size();
  std::ranges::sort(leaf_hashes);
  leaf_hashes.resize(std::bit_ceil(leaf_hashes.size()));
  tree.levels_.push_back(std::move(leaf_hashes));
  while (tree.levels_.back().size() > 1) {
    const std::vector<Bytes32>& below = tree.levels_.back();
    std::vector<Bytes32> level(below.size() / 2);
    for (std::size_t i = 0; i < level.size(); ++i)
      level[i] = parent_of(below[2 * i], below[2 * i + 1]);
    tree.levels_.push_back(std::move(level));
  }
  return tree;
}

std::optional<std::vector<Bytes32>> RewardsTree::proof(const Bytes32& leaf_hash) const {
  const auto begin = levels_[0].begin();
  const auto end = begin + static_cast<std::ptrdiff_t>(leaf_count_);
  const auto found = std::lower_bound(begin, end, leaf_hash);
  if (found == end || *found != leaf_hash) return std::nullopt;
  std::vector<Bytes32> out;
  auto index = static_cast<std::size_t>(found - begin);
  for (std::size_t height = 0; height + 1 < levels_.size(); ++height, index /= 2)
    out.push_back(levels_[height][index ^ 1]);
  return out;
}

Bytes32 rewards_proof_root(const Bytes32& leaf_hash, std::span<const Bytes32> proof) {
  Bytes32 node = leaf_hash;
  for (const Bytes32& sibling : proof) node = parent_of(node, sibling);
  return node;
}

}  // namespace apsis
