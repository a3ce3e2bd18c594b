// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/ssz_peek.hpp"

#include "core/endian.hpp"

namespace apsis {

std::optional<BlockPeek> peek_block(ByteSpan signed_block) {
  if (signed_block.size() < block_message_offset + block_header_bytes) return std::nullopt;
  if (load_le<std::uint32_t>(signed_block.data()) != block_message_offset) return std::nullopt;
  const ByteSpan message = signed_block.subspan(block_message_offset);
  return BlockPeek{Slot(load_le<std::uint64_t>(message.data())),
                   load_le<std::uint64_t>(message.data() + 8), to_array<32>(message.subspan(16)),
                   to_array<32>(message.subspan(48))};
}

std::optional<StatePeek> peek_state(ByteSpan state) {
  if (state.size() < state_peek_bytes) return std::nullopt;
  return StatePeek{load_le<std::uint64_t>(state.data()), to_array<32>(state.subspan(8)),
                   Slot(load_le<std::uint64_t>(state.data() + 40)), to_array<4>(state.subspan(52)),
                   Slot(load_le<std::uint64_t>(state.data() + 64))};
}

}  // namespace apsis
