// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/bytes.hpp"
#include "core/error.hpp"

namespace apsis {

/// What is known of a kept state.
struct StateNote {
  Bytes32 chain;              ///< genesis_validators_root
  std::uint64_t slot;         ///< of the state
  std::uint64_t first_epoch;  ///< the first epoch whose record a replay from it can give
  std::uint64_t block_slot;   ///< of the newest block in it
  Bytes32 block_root;
  Bytes32 state_root;
  bool operator==(const StateNote&) const = default;
};

/// Version of the files that are written; others are refused.
inline constexpr std::uint32_t state_file_version = 1;
/// Bytes before the state: magic (8), version (4), zero (4), chain (32), slot, first epoch, block
/// slot (8 each), block root (32), state root (32), length of the state (8), SHA-256 of the state
/// (32), SHA-256 of all that (32).
inline constexpr std::size_t state_file_head = 208;

/// The head of a file that holds `state`; the state itself follows as SSZ.
Bytes state_file_head_of(const StateNote& note, ByteSpan state);

/// Reads the head of a file. Errors (decode) name the file: no such file of ours, a newer version,
/// a head that was damaged, a file that is too short or too long.
Expected<StateNote> read_state_note(const std::filesystem::path& path);

/// Reads the state of a file and compares its checksum. Errors: those of read_state_note; decode
/// when the checksum differs.
Expected<Bytes> read_state_file(const std::filesystem::path& path);

/// Writes head and body to a temporary file in the same folder, syncs it and gives it its name:
/// whoever is killed leaves the old file or the new one. Errors: unavailable, with the reason.
Expected<void> write_whole_file(const std::filesystem::path& path, ByteSpan head, ByteSpan body);

}  // namespace apsis
