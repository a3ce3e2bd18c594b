// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/era_file.hpp"
#include "indexer/source/era_name.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "core/endian.hpp"
#include "indexer/source/era_writer.hpp"
#include "tests/core/temporary_folder.hpp"

namespace apsis {
namespace {

Bytes block_of(std::uint64_t slot) {
  return Bytes(10 + slot % 7, static_cast<std::uint8_t>(slot));
}

/// Writes an era of 64 slots before `state_slot`; every fifth slot is empty.
void write_era(const std::filesystem::path& path, std::uint64_t state_slot) {
  const std::uint64_t first = state_slot < 64 ? 0 : state_slot - 64;
  auto writer = EraWriter::create(path, Slot(first), Slot(state_slot));
  REQUIRE(writer.has_value());
  for (std::uint64_t slot = first; slot < state_slot; ++slot) {
    if (slot % 5 != 4) REQUIRE(writer->add_packed_block(Slot(slot), block_of(slot)).has_value());
  }
  REQUIRE(writer->finish(Bytes(100, static_cast<std::uint8_t>(state_slot))).has_value());
}

Bytes file_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(file), {});
}

void write_bytes(const std::filesystem::path& path, ByteSpan bytes) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

/// The error of opening a file of these bytes.
Error error_of(const TemporaryFolder& folder, ByteSpan bytes) {
  write_bytes(folder / "broken.era", bytes);
  const auto file = EraFile::open(folder / "broken.era");
  REQUIRE(!file);
  return file.error();
}

}  // namespace

TEST_CASE("era file: what is written is read, empty slots and slots outside are told") {
  const TemporaryFolder folder;
  write_era(folder / "a.era", 128);
  CHECK(!std::filesystem::exists(folder / "a.era.unfinished"));
  auto file = EraFile::open(folder / "a.era");
  REQUIRE(file.has_value());
  REQUIRE(file->groups().size() == 1);
  CHECK(file->groups()[0].first_slot == Slot(64));
  CHECK(file->groups()[0].state_slot == Slot(128));
  for (std::uint64_t slot = 60; slot < 132; ++slot) {
    CAPTURE(slot);
    const auto block = file->packed_block(Slot(slot));
    REQUIRE(block.has_value());
    CHECK(block->has_value() == (slot >= 64 && slot < 128 && slot % 5 != 4));
    if (*block) CHECK(**block == block_of(slot));
  }
  CHECK(*file->packed_state(file->groups()[0]) == Bytes(100, 128));
}

TEST_CASE("era file: era 0 has a state and no blocks, groups may follow each other") {
  const TemporaryFolder folder;
  write_era(folder / "0.era", 0);
  write_era(folder / "1.era", 64);
  auto zero = EraFile::open(folder / "0.era");
  REQUIRE(zero.has_value());
  CHECK(zero->groups()[0].block_offset.empty());
  CHECK(!*zero->packed_block(Slot(0)));
  Bytes both = file_bytes(folder / "0.era");
  const Bytes second = file_bytes(folder / "1.era");
  both.insert(both.end(), second.begin(), second.end());
  write_bytes(folder / "both.era", both);
  auto file = EraFile::open(folder / "both.era");
  REQUIRE(file.has_value());
  REQUIRE(file->groups().size() == 2);
  CHECK(**file->packed_block(Slot(3)) == block_of(3));
  CHECK(*file->packed_state(file->groups()[1]) == Bytes(100, 64));
}

TEST_CASE("era file: a file cut at any byte is an error that names file and byte") {
  const TemporaryFolder folder;
  write_era(folder / "a.era", 64);
  const Bytes bytes = file_bytes(folder / "a.era");
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CAPTURE(size);
    const Error error = error_of(folder, ByteSpan(bytes).subspan(0, size));
    CHECK(error.kind == ErrorKind::decode);
    CHECK(error.where.find("broken.era, byte ") != std::string::npos);
  }
}

TEST_CASE("era file: wrong headers and indices are errors") {
  const TemporaryFolder folder;
  write_era(folder / "a.era", 64);
  const Bytes good = file_bytes(folder / "a.era");
  // From the end: the state's index (8 + 24 bytes), before it the blocks' (8 + 64 * 8 + 16).
  const std::size_t state_index = good.size() - 32;
  const std::size_t block_index = state_index - (8 + 64 * 8 + 16);
  const auto broken = [&](std::size_t at, std::uint64_t value, std::size_t size) {
    Bytes bytes = good;
    for (std::size_t i = 0; i < size; ++i) {
      bytes[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
    }
    const Error error = error_of(folder, bytes);
    CHECK(error.kind == ErrorKind::decode);
    return error.text();
  };
  const auto has = [](const std::string& text, const std::string& words) {
    CAPTURE(text);
    CHECK(text.find(words) != std::string::npos);
  };
  has(broken(0, 0x1234, 2), "does not begin with a version record");
  has(broken(2, 8, 4), "a version record holds data");
  has(broken(8 + 6, 1, 2), "byte 8: a record's reserved bytes are not 0");
  has(broken(8 + 2, 0xffffffff, 4), "the file ends within a record");
  has(broken(block_index + 8 + 8, 0, 8), "does not point to the next block's record");
  has(broken(block_index + 8 + 8, 5, 8), "the index of slot 0 does not point");
  has(broken(block_index + 8 + 8 * 64, good.size(), 8), "does not point");
  has(broken(block_index + 8, 1, 8), "the blocks end before slot 65");
  has(broken(block_index + 8, ~std::uint64_t{0}, 8), "impossible slot");
  has(broken(block_index + 8 + 8 + 64 * 8, 63, 8), "names another count");
  has(broken(block_index, 0x0000, 2), "an era with blocks but without their index");
  has(broken(state_index + 8, 65, 8), "the state stands at slot 65");
  has(broken(state_index + 16, 0, 8), "a second block index");
  has(broken(state_index, 0x0000, 2), "without a state and its index");
  has(broken(8, 0x0002, 2), "a block stands behind its era's state");
  has(broken(8, 0x3269, 2), "an index stands before its era's state");
}

TEST_CASE("era file: records of unknown types are skipped") {
  const TemporaryFolder folder;
  write_era(folder / "a.era", 0);
  Bytes bytes = file_bytes(folder / "a.era");
  const Bytes other{0x77, 0x77, 3, 0, 0, 0, 0, 0, 1, 2, 3};
  // Behind the version record; offsets of the index count from the index, so they stay right.
  bytes.insert(bytes.begin() + 8, other.begin(), other.end());
  write_bytes(folder / "b.era", bytes);
  auto file = EraFile::open(folder / "b.era");
  REQUIRE(file.has_value());
  CHECK(*file->packed_state(file->groups()[0]) == Bytes(100, 0));
}

TEST_CASE("era file: a file that is not there, and a writer's wrong calls, are errors") {
  const TemporaryFolder folder;
  const auto none = EraFile::open(folder / "none.era");
  REQUIRE(!none);
  CHECK(none.error().kind == ErrorKind::usage);
  CHECK(!EraWriter::create(folder / "nowhere" / "a.era", Slot(0), Slot(64)));
  CHECK(!EraWriter::create(folder / "a.era", Slot(64), Slot(0)));
  {
    auto writer = EraWriter::create(folder / "a.era", Slot(64), Slot(128));
    REQUIRE(writer.has_value());
    CHECK(!writer->add_packed_block(Slot(63), block_of(1)));
    CHECK(writer->add_packed_block(Slot(70), block_of(1)).has_value());
    CHECK(!writer->add_packed_block(Slot(70), block_of(1)));
    CHECK(!writer->add_packed_block(Slot(128), block_of(1)));
  }
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("era file: names carry config, era and root") {
  Bytes32 root{0x4b, 0x36, 0x3d, 0xb9};
  CHECK(era_file_name("mainnet", 0, root) == "mainnet-00000-4b363db9.era");
  CHECK(era_file_name("mainnet", 123456, root) == "mainnet-123456-4b363db9.era");
}

}  // namespace apsis
