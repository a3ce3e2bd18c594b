// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/era_writer.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>

#include "core/endian.hpp"
#include "indexer/source/era_file.hpp"

namespace apsis {

namespace {

/// Waits until the bytes of a file, or the names of a folder, are on the disk.
bool sync_file(const std::filesystem::path& path) {
  const int handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (handle < 0) return false;
  const bool done = ::fsync(handle) == 0;
  ::close(handle);
  return done;
}

}  // namespace

EraWriter::EraWriter(std::filesystem::path path, Slot first, Slot state_slot)
    : path_(std::move(path)),
      unfinished_(path_.string() + era_unfinished_suffix),
      file_(unfinished_, std::ios::binary | std::ios::trunc),
      first_(first),
      state_slot_(state_slot),
      offsets_(state_slot.value - first.value, 0),
      next_slot_(first) {}

EraWriter::EraWriter(EraWriter&& other) noexcept
    : path_(std::move(other.path_)),
      unfinished_(std::exchange(other.unfinished_, {})),
      file_(std::move(other.file_)),
      first_(other.first_),
      state_slot_(other.state_slot_),
      position_(other.position_),
      offsets_(std::move(other.offsets_)),
      next_slot_(other.next_slot_) {}

EraWriter::~EraWriter() {
  if (unfinished_.empty()) return;
  file_.close();
  std::error_code ignored;
  std::filesystem::remove(unfinished_, ignored);
}

std::unexpected<Error> EraWriter::write_error() const {
  return fail(ErrorKind::unavailable, "cannot write the era file", unfinished_.string(),
              "Check that the folder exists and the disk has room");
}

Expected<EraWriter> EraWriter::create(const std::filesystem::path& path, Slot first,
                                      Slot state_slot) {
  if (state_slot < first || state_slot.value - first.value > max_era_slots) {
    return fail(ErrorKind::usage,
                fmt::format("no era goes from slot {} to {}", first.value, state_slot.value),
                path.string());
  }
  EraWriter out(path, first, state_slot);
  if (!out.file_) return out.write_error();
  if (const auto done = out.write_record(static_cast<std::uint16_t>(E2Type::version), {}); !done) {
    return std::unexpected(done.error());
  }
  return out;
}

Expected<void> EraWriter::write_record(std::uint16_t type, ByteSpan data) {
  if (data.size() > max_era_record_bytes) {
    return fail(ErrorKind::usage, fmt::format("a record of {} bytes is too large", data.size()),
                path_.string());
  }
  std::array<std::uint8_t, e2_header_bytes> head{};
  store_le(head.data(), type);
  store_le(head.data() + 2, static_cast<std::uint32_t>(data.size()));
  file_.write(reinterpret_cast<const char*>(head.data()), head.size());
  file_.write(reinterpret_cast<const char*>(data.data()),
              static_cast<std::streamsize>(data.size()));
  if (!file_) return write_error();
  position_ += e2_header_bytes + data.size();
  return {};
}

Expected<void> EraWriter::add_packed_block(Slot slot, ByteSpan packed) {
  if (slot < next_slot_ || slot >= state_slot_) {
    return fail(ErrorKind::usage, fmt::format("slot {} is not the next of this era", slot.value),
                path_.string(), "Add blocks in the order of their slots");
  }
  offsets_[slot.value - first_.value] = position_;
  next_slot_ = Slot(slot.value + 1);
  return write_record(static_cast<std::uint16_t>(E2Type::block), packed);
}

Expected<void> EraWriter::write_index(Slot first, const std::vector<std::uint64_t>& offsets) {
  Bytes data(8 * offsets.size() + 16);
  store_le<std::uint64_t>(data.data(), first.value);
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    // Relative to this record's start: negative, as its two's complement.
    store_le<std::uint64_t>(data.data() + 8 + 8 * i, offsets[i] == 0 ? 0 : offsets[i] - position_);
  }
  store_le<std::uint64_t>(data.data() + data.size() - 8, offsets.size());
  return write_record(static_cast<std::uint16_t>(E2Type::slot_index), data);
}

Expected<void> EraWriter::finish(ByteSpan packed_state, const std::string& name) {
  if (!name.empty()) path_.replace_filename(name);
  const std::uint64_t state_offset = position_;
  if (auto done = write_record(static_cast<std::uint16_t>(E2Type::state), packed_state); !done) {
    return done;
  }
  if (!offsets_.empty()) {
    if (auto done = write_index(first_, offsets_); !done) return done;
  }
  if (auto done = write_index(state_slot_, {state_offset}); !done) return done;
  file_.close();
  std::error_code error;
  if (!file_ || !sync_file(unfinished_)) return write_error();
  std::filesystem::rename(unfinished_, path_, error);
  if (error) return write_error();
  unfinished_.clear();
  const std::filesystem::path folder = path_.parent_path();
  if (!sync_file(folder.empty() ? "." : folder)) return write_error();
  return {};
}

}  // namespace apsis
