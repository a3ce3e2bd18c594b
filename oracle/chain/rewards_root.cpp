// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/rewards_root.hpp"

#include <fmt/format.h>

#include "core/hash/keccak.hpp"
#include "core/hex.hpp"
#include "core/uint256.hpp"

namespace apsis {

namespace {

void append(Bytes& out, ByteSpan bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

void append(Bytes& out, std::string_view text) {
  append(out, ByteSpan(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

/// RocketStorage's key: the name and the index as 32 bytes, packed.
Bytes32 key_of(std::uint64_t index) {
  Bytes packed;
  append(packed, "rewards.merkle.root");
  append(packed, to_be_bytes(index));
  return keccak256(packed);
}

}  // namespace

std::optional<Bytes20> rocket_storage_of(std::string_view network) {
  if (network == "mainnet") return array_from_hex<20>("1d8f8f00cfa6758d7be78336684788fb0ee0fa46");
  if (network == "testnet") return array_from_hex<20>("594fb75d3dc2dfa0150ad03f99f97817747dd4e1");
  return std::nullopt;
}

Expected<std::optional<Bytes32>> rewards_root_on_chain(JsonRpc& node, const Bytes20& rocket_storage,
                                                       std::uint64_t index) {
  Bytes data = {0xa6, 0xed, 0x56, 0x3e};  // getBytes32(bytes32)
  append(data, key_of(index));
  const Expected<Bytes> answer = node.eth_call(rocket_storage, data, "latest");
  if (!answer) return std::unexpected(answer.error());
  if (answer->size() != 32)
    return fail(ErrorKind::decode, fmt::format("{} bytes instead of 32", answer->size()),
                "getBytes32 of " + to_hex(rocket_storage),
                "check RocketStorage's address and the node's network");
  const Bytes32 root = to_array<32>(*answer);
  if (root == Bytes32{}) return std::optional<Bytes32>{};
  return std::optional(root);
}

}  // namespace apsis
