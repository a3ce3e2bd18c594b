// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "core/check.hpp"
#include "indexer/decode/snappy_frame.hpp"
#include "indexer/source/era_file.hpp"
#include "indexer/source/era_writer.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace apsis {
namespace {

/// One file for all inputs of this process, in memory where the machine has such a folder.
std::filesystem::path input_path() {
  static const std::filesystem::path folder = std::filesystem::exists("/dev/shm")
                                                  ? std::filesystem::path("/dev/shm")
                                                  : std::filesystem::temp_directory_path();
  return folder / ("apsis-fuzz-era-" + std::to_string(getpid()));
}

/// A group of the slots before `state_slot`, every third one empty.
Bytes make_group(std::uint64_t state_slot) {
  const std::uint64_t first = state_slot < 8 ? 0 : state_slot - 8;
  const auto path = input_path();
  auto writer = EraWriter::create(path, Slot(first), Slot(state_slot));
  CHECK(writer.has_value());
  for (std::uint64_t slot = first; slot < state_slot; ++slot) {
    const Bytes block(20 + slot, static_cast<std::uint8_t>(slot));
    if (slot % 3 != 2) CHECK(writer->add_packed_block(Slot(slot), pack_snappy_frames(block)));
  }
  CHECK(writer->finish(pack_snappy_frames(Bytes(100, 7))).has_value());
  std::ifstream file(path, std::ios::binary);
  Bytes out(std::istreambuf_iterator<char>(file), {});
  std::filesystem::remove(path);
  return out;
}

}  // namespace

const char* const target_name = "era";

std::vector<Bytes> target_seeds() {
  std::vector<Bytes> out = {make_group(0), make_group(8), make_group(16)};
  Bytes both = out[1];
  both.insert(both.end(), out[2].begin(), out[2].end());
  out.push_back(std::move(both));
  return out;
}

void run_target(ByteSpan input) {
  const auto path = input_path();
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(input.data()),
             static_cast<std::streamsize>(input.size()));
  auto file = EraFile::open(path);
  if (file) {
    for (const EraGroup& group : file->groups()) {
      const auto state = file->packed_state(group);
      if (state) (void)unpack_snappy_frames(*state, 1 << 20);
      for (std::size_t i = 0; i < group.block_offset.size(); ++i) {
        const auto block = file->packed_block(Slot(group.first_slot.value + i));
        if (block && *block) (void)unpack_snappy_frames(**block, 1 << 20);
      }
    }
  }
  std::filesystem::remove(path);
}

}  // namespace apsis
