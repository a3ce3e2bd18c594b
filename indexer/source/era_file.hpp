// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/units.hpp"

namespace apsis {

/// Record types of e2store files (the two bytes read little-endian).
enum class E2Type : std::uint16_t {
  empty = 0x0000,
  block = 0x0001,    ///< SignedBeaconBlock: SSZ in framed snappy
  state = 0x0002,    ///< BeaconState: SSZ in framed snappy
  version = 0x3265,  ///< begins a group
  slot_index = 0x3269,
};

/// Bytes of a record's header: type, length, reserved.
inline constexpr std::size_t e2_header_bytes = 8;
/// Most records of one file: several groups of 8192 blocks.
inline constexpr std::size_t max_era_records = 1 << 20;
/// Most slots of one index: 8192 in the mainnet preset, 64 in minimal.
inline constexpr std::uint64_t max_era_slots = 1 << 16;
/// Largest record.
inline constexpr std::uint64_t max_era_record_bytes = std::uint64_t{2} << 30;

/// Largest record of a block: the largest block, should it not shrink at all.
inline constexpr std::uint64_t max_era_block_bytes = std::uint64_t{40} << 20;

/// One group of an era file: the blocks of the slots before `state_slot` and the state there.
struct EraGroup {
  Slot first_slot{};  ///< of the blocks; state_slot in an era without blocks
  std::vector<std::uint64_t> block_offset{};  ///< byte of each slot's record, 0 for an empty slot
  Slot state_slot{};
  std::uint64_t state_offset = 0;
};

/// An era file: an e2store file of blocks and the state after them. Opening it reads and checks all
/// headers and indices; blocks and states are read one by one and stay packed.
class EraFile {
 public:
  /// Fails with usage when there is no such file, with decode when it is no era file; the error
  /// names the file and the byte.
  static Expected<EraFile> open(const std::filesystem::path& path);

  /// At least one, in the order of the file.
  const std::vector<EraGroup>& groups() const { return groups_; }
  /// The block of a slot in framed snappy; nothing for an empty slot or one outside of all groups.
  Expected<std::optional<Bytes>> packed_block(Slot slot);
  /// The state of a group in framed snappy. It is the state at state_slot with that slot's block
  /// applied, as far as writers agree: compare its latest_block_header.slot.
  Expected<Bytes> packed_state(const EraGroup& group);
  /// File and byte, for errors about what stands there.
  std::string place(std::uint64_t offset) const;
  /// File and byte of a slot's block; the file alone for an empty slot.
  std::string block_place(Slot slot) const;
  const std::filesystem::path& path() const { return path_; }

 private:
  struct Record;
  struct OpenGroup;
  EraFile(std::filesystem::path path, std::ifstream file, std::uint64_t size)
      : path_(std::move(path)), file_(std::move(file)), size_(size) {}
  std::unexpected<Error> refuse(std::uint64_t offset, std::string what) const;
  Expected<void> scan();
  Expected<Record> read_header(std::uint64_t offset);
  Expected<Bytes> read_data(std::uint64_t offset, std::uint64_t length);
  Expected<Bytes> read_record(std::uint64_t offset);
  std::uint64_t block_offset(Slot slot) const;
  Expected<void> add_record(const Record& record, OpenGroup& group);
  Expected<void> add_index(const Record& record, OpenGroup& group);
  Expected<void> add_block_index(const Record& record, std::vector<std::uint64_t> offsets,
                                 Slot first, OpenGroup& group);
  Expected<void> close_group(OpenGroup& group, std::uint64_t offset);

  std::filesystem::path path_;
  std::ifstream file_;
  std::uint64_t size_ = 0;
  std::vector<EraGroup> groups_;
};

/// Slot of the last state of an era file, read from the index at its end alone. Errors as those of
/// EraFile::open.
Expected<Slot> read_last_state_slot(const std::filesystem::path& path);

}  // namespace apsis
