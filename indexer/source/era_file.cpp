// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/era_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/endian.hpp"

namespace apsis {

struct EraFile::Record {
  E2Type type = E2Type::empty;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

/// A group as far as the scan has come.
struct EraFile::OpenGroup {
  EraGroup found{};
  std::vector<std::uint64_t> blocks{};  // bytes of the block records
  std::uint64_t state_offset = 0;
  bool has_state = false;
  bool has_block_index = false;
  bool complete = false;  // the state's index ends a group
};

std::string EraFile::place(std::uint64_t offset) const {
  return fmt::format("{}, byte {}", path_.string(), offset);
}

std::unexpected<Error> EraFile::refuse(std::uint64_t offset, std::string what) const {
  return fail(ErrorKind::decode, std::move(what), place(offset),
              "The era file is damaged or cut short: fetch it again");
}

Expected<EraFile> EraFile::open(const std::filesystem::path& path) {
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  if (error || !file) {
    return fail(ErrorKind::usage, "cannot open the era file", path.string(),
                "Check the name and the permissions");
  }
  EraFile out(path, std::move(file), size);
  if (const auto done = out.scan(); !done) return std::unexpected(done.error());
  return out;
}

Expected<Bytes> EraFile::read_data(std::uint64_t offset, std::uint64_t length) {
  if (offset > size_ || length > size_ - offset) return refuse(offset, "the file ends here");
  Bytes out(static_cast<std::size_t>(length));
  file_.clear();
  file_.seekg(static_cast<std::streamoff>(offset));
  file_.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(length));
  if (!file_) {
    return fail(ErrorKind::unavailable, "cannot read the era file", place(offset),
                "Check the disk; the file must not change while it is read");
  }
  return out;
}

Expected<EraFile::Record> EraFile::read_header(std::uint64_t offset) {
  if (size_ - offset < e2_header_bytes) return refuse(offset, "the file ends in a record's header");
  const auto head = read_data(offset, e2_header_bytes);
  if (!head) return std::unexpected(head.error());
  const Record record{static_cast<E2Type>(load_le<std::uint16_t>(head->data())), offset,
                      load_le<std::uint32_t>(head->data() + 2)};
  if (load_le<std::uint16_t>(head->data() + 6) != 0) {
    return refuse(offset, "a record's reserved bytes are not 0");
  }
  if (record.length > size_ - offset - e2_header_bytes) {
    return refuse(offset, fmt::format("the file ends within a record of {} bytes", record.length));
  }
  if (record.length > max_era_record_bytes) {
    return refuse(offset, fmt::format("a record of {} bytes is too large", record.length));
  }
  return record;
}

Expected<void> EraFile::scan() {
  OpenGroup group;
  std::size_t records = 0;
  for (std::uint64_t offset = 0; offset < size_; ++records) {
    if (records == max_era_records) return refuse(offset, "too many records");
    const auto record = read_header(offset);
    if (!record) return std::unexpected(record.error());
    if (record->type == E2Type::version) {
      if (record->length != 0) return refuse(offset, "a version record holds data");
      if (offset > 0) {
        if (const auto done = close_group(group, offset); !done) return done;
      }
      group = {};
    } else if (offset == 0) {
      return refuse(offset, "does not begin with a version record: no e2store file");
    } else if (const auto done = add_record(*record, group); !done) {
      return done;
    }
    offset += e2_header_bytes + record->length;
  }
  if (records == 0) return refuse(0, "the file is empty");
  return close_group(group, size_);
}

Expected<void> EraFile::add_record(const Record& record, OpenGroup& group) {
  switch (record.type) {
    case E2Type::block:
      if (group.has_state) return refuse(record.offset, "a block stands behind its era's state");
      if (record.length > max_era_block_bytes) {
        return refuse(record.offset,
                      fmt::format("a block of {} bytes is too large", record.length));
      }
      group.blocks.push_back(record.offset);
      return {};
    case E2Type::state:
      if (group.has_state) return refuse(record.offset, "a second state in one era");
      group.has_state = true;
      group.state_offset = record.offset;
      return {};
    case E2Type::slot_index:
      return add_index(record, group);
    case E2Type::empty:
    case E2Type::version:
      break;
  }
  return {};  // types of later versions are skipped
}

Expected<void> EraFile::add_index(const Record& record, OpenGroup& group) {
  if (!group.has_state) return refuse(record.offset, "an index stands before its era's state");
  if (group.complete) return refuse(record.offset, "an index stands behind the state's index");
  if (record.length < 16 || record.length % 8 != 0 || record.length / 8 - 2 > max_era_slots) {
    return refuse(record.offset, fmt::format("an index of {} bytes", record.length));
  }
  const auto data = read_data(record.offset + e2_header_bytes, record.length);
  if (!data) return std::unexpected(data.error());
  const std::uint64_t count = record.length / 8 - 2;
  if (load_le<std::uint64_t>(data->data() + data->size() - 8) != count) {
    return refuse(record.offset, fmt::format("an index of {} entries names another count", count));
  }
  const Slot first(load_le<std::uint64_t>(data->data()));
  if (first.value > ~std::uint64_t{0} / 2 - max_era_slots) {
    return refuse(record.offset, "an index begins at an impossible slot");
  }
  std::vector<std::uint64_t> offsets;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t relative = load_le<std::uint64_t>(data->data() + 8 + 8 * i);
    // Offsets are negative and count from the index's own start; the sum wraps for wrong ones.
    offsets.push_back(relative == 0 ? 0 : record.offset + relative);
  }
  const bool of_state = count == 1 && offsets[0] == group.state_offset;
  if (!of_state) return add_block_index(record, std::move(offsets), first, group);
  group.found.state_slot = first;
  group.found.state_offset = group.state_offset;
  group.complete = true;
  return {};
}

Expected<void> EraFile::add_block_index(const Record& record, std::vector<std::uint64_t> offsets,
                                        Slot first, OpenGroup& group) {
  if (group.has_block_index) return refuse(record.offset, "a second block index in one era");
  auto next = group.blocks.begin();
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    if (offsets[i] == 0) continue;
    if (next == group.blocks.end() || *next != offsets[i]) {
      return refuse(record.offset,
                    fmt::format("the index of slot {} does not point to the next block's record",
                                first.value + i));
    }
    ++next;
  }
  if (next != group.blocks.end()) return refuse(*next, "a block that the index does not name");
  group.has_block_index = true;
  group.found.first_slot = first;
  group.found.block_offset = std::move(offsets);
  return {};
}

Expected<void> EraFile::close_group(OpenGroup& group, std::uint64_t offset) {
  if (!group.complete) return refuse(offset, "an era without a state and its index");
  if (!group.blocks.empty() && !group.has_block_index) {
    return refuse(offset, "an era with blocks but without their index");
  }
  EraGroup& found = group.found;
  if (!group.has_block_index) found.first_slot = found.state_slot;
  if (found.first_slot.value + found.block_offset.size() != found.state_slot.value) {
    return refuse(offset, fmt::format("the blocks end before slot {}, the state stands at slot {}",
                                      found.first_slot.value + found.block_offset.size(),
                                      found.state_slot.value));
  }
  groups_.push_back(std::move(found));
  return {};
}

Expected<Bytes> EraFile::read_record(std::uint64_t offset) {
  const auto record = read_header(offset);
  if (!record) return std::unexpected(record.error());
  return read_data(offset + e2_header_bytes, record->length);
}

std::uint64_t EraFile::block_offset(Slot slot) const {
  for (const EraGroup& group : groups_) {
    if (slot < group.first_slot || slot >= group.state_slot) continue;
    return group.block_offset[slot.value - group.first_slot.value];
  }
  return 0;
}

Expected<std::optional<Bytes>> EraFile::packed_block(Slot slot) {
  const std::uint64_t offset = block_offset(slot);
  if (offset == 0) return std::nullopt;
  auto data = read_record(offset);
  if (!data) return std::unexpected(data.error());
  return std::optional(std::move(*data));
}

std::string EraFile::block_place(Slot slot) const {
  const std::uint64_t offset = block_offset(slot);
  return fmt::format("{}, slot {}", offset == 0 ? path_.string() : place(offset), slot.value);
}

Expected<Bytes> EraFile::packed_state(const EraGroup& group) {
  return read_record(group.state_offset);
}

Expected<Slot> read_last_state_slot(const std::filesystem::path& path) {
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  if (error || !file) {
    return fail(ErrorKind::unavailable, "cannot open the era file", path.string(),
                "Check the permissions");
  }
  constexpr std::size_t data_bytes = 24;
  std::array<std::uint8_t, e2_header_bytes + data_bytes> tail{};
  const std::uint64_t offset = size < tail.size() ? 0 : size - tail.size();
  file.seekg(static_cast<std::streamoff>(offset));
  file.read(reinterpret_cast<char*>(tail.data()), tail.size());
  const bool is_index =
      file &&
      load_le<std::uint16_t>(tail.data()) == static_cast<std::uint16_t>(E2Type::slot_index) &&
      load_le<std::uint32_t>(tail.data() + 2) == data_bytes &&
      load_le<std::uint64_t>(tail.data() + tail.size() - 8) == 1;
  if (!is_index) {
    return fail(ErrorKind::decode, "the file does not end with the index of a state",
                fmt::format("{}, byte {}", path.string(), offset),
                "The era file is damaged or cut short: fetch it again");
  }
  return Slot(load_le<std::uint64_t>(tail.data() + e2_header_bytes));
}

}  // namespace apsis
