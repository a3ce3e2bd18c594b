// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

#include "core/bytes.hpp"
#include "core/units.hpp"

namespace apsis {

/// Bytes before the message of a SignedBeaconBlock: offset and signature.
inline constexpr std::size_t block_message_offset = 100;
/// Bytes of a block up to its body: slot, proposer index, parent root, state root, offset.
inline constexpr std::size_t block_header_bytes = 84;
/// Bytes of a state up to and with the slot of its latest block: genesis time, validators root,
/// slot, fork, slot of the header.
inline constexpr std::size_t state_peek_bytes = 72;

/// What stands at the same place in the blocks of every fork.
struct BlockPeek {
  Slot slot{};
  std::uint64_t proposer_index = 0;
  Bytes32 parent_root{};
  Bytes32 state_root{};
};

/// Reads the fields in front of the body; nothing when the bytes are too short or the message does
/// not stand where it must.
std::optional<BlockPeek> peek_block(ByteSpan signed_block);

/// What stands at the same place in the states of every fork.
struct StatePeek {
  std::uint64_t genesis_time = 0;
  Bytes32 genesis_validators_root{};
  Slot slot{};
  std::array<std::uint8_t, 4> fork_version{};  ///< the current one
  Slot latest_block_slot{};  ///< the state's own slot once that slot's block is applied
};

/// Reads the first fields of a state; nothing when the bytes are too short.
std::optional<StatePeek> peek_state(ByteSpan state);

}  // namespace apsis
