// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "core/bytes.hpp"

namespace apsis {

/// Names that a node resolves itself.
enum class BlockTag { latest, safe, finalized, pending };

/// The block that a question is about: its hash, its number or a tag. What is voted on asks by hash
/// alone, so that no answer can come from another branch.
struct BlockRef {
  std::variant<Bytes32, std::uint64_t, BlockTag> id = BlockTag::latest;

  BlockRef(const Bytes32& hash) : id(hash) {}
  BlockRef(std::uint64_t number) : id(number) {}
  BlockRef(BlockTag tag) : id(tag) {}

  /// As parameters of JSON-RPC write it: {"blockHash":"0x…"} (EIP-1898), "0x10" or "latest".
  std::string json() const;
  /// For people: "block 16", "block 0x12…", "block latest".
  std::string text() const;
  /// Whether the block can change under the question.
  bool is_tag() const { return std::holds_alternative<BlockTag>(id); }
  bool operator==(const BlockRef&) const = default;
};

/// "latest" and so on.
std::string_view name_of(BlockTag tag);

}  // namespace apsis
