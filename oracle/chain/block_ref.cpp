// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/block_ref.hpp"

#include <fmt/format.h>

#include "core/hex.hpp"

namespace apsis {

std::string_view name_of(BlockTag tag) {
  switch (tag) {
    case BlockTag::latest:
      return "latest";
    case BlockTag::safe:
      return "safe";
    case BlockTag::finalized:
      return "finalized";
    case BlockTag::pending:
      return "pending";
  }
  return "latest";
}

std::string BlockRef::json() const {
  if (const auto* hash = std::get_if<Bytes32>(&id))
    return fmt::format(R"({{"blockHash":"{}"}})", to_hex(*hash));
  if (const auto* number = std::get_if<std::uint64_t>(&id))
    return fmt::format("\"{:#x}\"", *number);
  return fmt::format("\"{}\"", name_of(std::get<BlockTag>(id)));
}

std::string BlockRef::text() const {
  if (const auto* hash = std::get_if<Bytes32>(&id)) return "block " + to_hex(*hash);
  if (const auto* number = std::get_if<std::uint64_t>(&id)) return fmt::format("block {}", *number);
  return fmt::format("block {}", name_of(std::get<BlockTag>(id)));
}

}  // namespace apsis
