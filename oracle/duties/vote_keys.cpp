// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/duties/vote_keys.hpp"

#include <array>
#include <initializer_list>
#include <string_view>

#include "core/check.hpp"
#include "core/hash/keccak.hpp"
#include "oracle/chain/abi_code.hpp"

namespace apsis {

namespace {

constexpr std::string_view balances_prefix = "network.balances.submitted.node";
constexpr std::string_view price_vote_prefix = "network.prices.submitted.node.key";
constexpr std::string_view price_block_prefix = "network.prices.submitted.node";
constexpr std::string_view rewards_prefix = "rewards.snapshot.submitted.node";

/// Hash of the parts one behind the other, as Solidity packs them.
Bytes32 packed_key(std::string_view prefix, const Bytes20& member,
                   std::initializer_list<uint256> numbers) {
  Bytes out(prefix.begin(), prefix.end());
  out.insert(out.end(), member.begin(), member.end());
  for (const uint256& number : numbers) {
    const Bytes32 word = to_be_bytes(number);
    out.insert(out.end(), word.begin(), word.end());
  }
  return keccak256(out);
}

}  // namespace

Bytes32 balances_vote_key(const Bytes20& member, const BalancesVote& vote) {
  return packed_key(
      balances_prefix, member,
      {vote.block, vote.slot_timestamp, vote.total_eth, vote.staking_eth, vote.reth_supply});
}

Bytes32 balances_block_key(const Bytes20& member, std::uint64_t block) {
  return packed_key(balances_prefix, member, {block});
}

Bytes32 price_vote_key(const Bytes20& member, const PriceVote& vote) {
  return packed_key(price_vote_prefix, member, {vote.block, vote.slot_timestamp, vote.rpl_price});
}

Bytes32 price_block_key(const Bytes20& member, std::uint64_t block) {
  return packed_key(price_block_prefix, member, {block});
}

Bytes32 price_block_key_never_written(const Bytes20& member, std::uint64_t block,
                                      std::uint64_t slot_timestamp) {
  return packed_key(price_vote_prefix, member, {block, slot_timestamp});
}

Bytes32 rewards_index_key(const Bytes20& member, std::uint64_t index) {
  static const std::array<AbiType, 3> types = {AbiType{AbiKind::string}, AbiType{AbiKind::address},
                                               AbiType{AbiKind::unsigned_integer, 256}};
  const std::array<AbiValue, 3> values = {std::string(rewards_prefix), member, index};
  const Expected<Bytes> encoded = abi_encode(types, values);
  CHECK(encoded.has_value());
  return keccak256(*encoded);
}

}  // namespace apsis
