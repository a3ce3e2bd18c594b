// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include "core/hash/merkle.hpp"
#include "indexer/decode/ssz_view.hpp"

namespace apsis {
namespace {

unsigned chunk_depth(std::uint64_t bytes) {
  return ceil_log2((bytes + 31) / 32);
}

Bytes32 bitlist_root(const SszView& value) {
  const std::size_t bits = value.bit_count();
  Bytes data(value.bytes().begin(), value.bytes().end());
  data[bits / 8] = static_cast<std::uint8_t>(data[bits / 8] & ~(1u << bits % 8));
  data.resize((bits + 7) / 8);
  return mix_in_length(merkleize(ByteSpan(data), chunk_depth((value.type().limit + 7) / 8)), bits);
}

Bytes32 sequence_root(const SszView& value) {
  const SszType& type = value.type();
  const SszType& element = *type.element;
  Bytes32 root;
  if (element.is_basic()) {
    root = merkleize(value.bytes(), chunk_depth(type.limit * element.fixed_size));
  } else {
    std::vector<Bytes32> roots(value.size());
    for (std::size_t i = 0; i < roots.size(); ++i) roots[i] = hash_tree_root(value[i]);
    root = merkleize(std::span<const Bytes32>(roots), ceil_log2(type.limit));
  }
  return type.kind == SszKind::list ? mix_in_length(root, value.size()) : root;
}

Bytes32 container_root(const SszView& value) {
  std::vector<Bytes32> roots(value.type().fields.size());
  for (std::size_t i = 0; i < roots.size(); ++i) roots[i] = hash_tree_root(value.field_at(i));
  return merkleize(std::span<const Bytes32>(roots), ceil_log2(roots.size()));
}

}  // namespace

Bytes32 hash_tree_root(const SszView& value) {
  const SszType& type = value.type();
  switch (type.kind) {
    case SszKind::uint:
    case SszKind::boolean:
    case SszKind::byte_vector:
    case SszKind::bitvector:
      return merkleize(value.bytes(), chunk_depth(type.fixed_size));
    case SszKind::byte_list:
      return mix_in_length(merkleize(value.bytes(), chunk_depth(type.limit)), value.bytes().size());
    case SszKind::bitlist:
      return bitlist_root(value);
    case SszKind::vector:
    case SszKind::list:
      return sequence_root(value);
    case SszKind::container:
      return container_root(value);
  }
  return {};
}

}  // namespace apsis
