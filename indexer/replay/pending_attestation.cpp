// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/pending_attestation.hpp"

#include <bit>

#include "core/endian.hpp"
#include "core/hash/merkle.hpp"
#include "indexer/decode/preset.hpp"

namespace apsis {
namespace {

template <class T>
void append_le(Bytes& out, T value) {
  std::uint8_t bytes[sizeof(T)];
  store_le(bytes, value);
  out.insert(out.end(), std::begin(bytes), std::end(bytes));
}

void append(Bytes& out, ByteSpan bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

/// Bytes before the bits: offset, data, delay, proposer.
constexpr std::uint32_t fixed_part = 4 + 128 + 8 + 8;

Bytes32 root_of(const AttestationData& data) {
  const Bytes32 roots[] = {hash_tree_root(data.slot), hash_tree_root(data.index),
                           data.beacon_block_root, hash_tree_root(data.source),
                           hash_tree_root(data.target)};
  return merkleize(std::span<const Bytes32>(roots), 3);
}

Bytes32 root_of_bits(const PendingAttestation& value) {
  const std::size_t bits = value.bit_count();
  Bytes bare = value.aggregation_bits;
  bare[bits / 8] = static_cast<std::uint8_t>(bare[bits / 8] & ~(1u << bits % 8));
  bare.resize((bits + 7) / 8);
  const Bytes32 root =
      merkleize(ByteSpan(bare), ceil_log2(preset::max_validators_per_committee / 256));
  return mix_in_length(root, bits);
}

}  // namespace

std::size_t PendingAttestation::bit_count() const {
  return 8 * aggregation_bits.size() - 1 -
         static_cast<std::size_t>(std::countl_zero(aggregation_bits.back()));
}

PendingAttestation read_pending_attestation(const SszView& view) {
  const ByteSpan bits = view.field("aggregation_bits").bytes();
  return {Bytes(bits.begin(), bits.end()), read_attestation_data(view.field("data")),
          view.field("inclusion_delay").as_u64(), view.field("proposer_index").as_u64()};
}

Bytes32 hash_tree_root(const PendingAttestation& value) {
  const Bytes32 roots[] = {root_of_bits(value), root_of(value.data),
                           hash_tree_root(value.inclusion_delay),
                           hash_tree_root(value.proposer_index)};
  return merkleize(std::span<const Bytes32>(roots), 2);
}

void write(Bytes& out, const PendingAttestation& value) {
  append_le(out, fixed_part);
  append_le(out, value.data.slot);
  append_le(out, value.data.index);
  append(out, value.data.beacon_block_root);
  for (const Checkpoint* checkpoint : {&value.data.source, &value.data.target}) {
    append_le(out, checkpoint->epoch);
    append(out, checkpoint->root);
  }
  append_le(out, value.inclusion_delay);
  append_le(out, value.proposer_index);
  append(out, value.aggregation_bits);
}

}  // namespace apsis
