// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/decode/snappy_frame.hpp"

#include <doctest/doctest.h>
#include <snappy.h>

#include <random>

#include "core/hex.hpp"
#include "indexer/decode/crc32c.hpp"

namespace apsis {
namespace {

ByteSpan text_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Bytes random_bytes(std::size_t size, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Bytes out(size);
  for (auto& byte : out) byte = static_cast<std::uint8_t>(random());
  return out;
}

/// Half noise, half pattern, so that packed and plain chunks both occur.
Bytes mixed_bytes(std::size_t size) {
  Bytes out = random_bytes(size, 7);
  for (std::size_t i = size / 2; i < size; ++i) out[i] = static_cast<std::uint8_t>(i / 100);
  return out;
}

}  // namespace

TEST_CASE("crc32c: known answers (RFC 3720), both kernels equal for every length") {
  CHECK(crc32c(text_bytes("123456789")) == 0xe3069283);
  CHECK(crc32c(Bytes(32, 0)) == 0x8a9136aa);
  CHECK(crc32c(Bytes(32, 0xff)) == 0x62a8ab43);
  const Bytes bytes = random_bytes(300, 1);
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    CHECK(crc32c(ByteSpan(bytes).subspan(0, size)) ==
          crc32c_plain(ByteSpan(bytes).subspan(0, size)));
  }
}

TEST_CASE("snappy frames: what is packed unpacks to the same bytes") {
  for (const std::size_t size : {0, 1, 100, 65'535, 65'536, 65'537, 131'072, 1'000'000}) {
    CAPTURE(size);
    const Bytes bytes = mixed_bytes(size);
    const Bytes packed = pack_snappy_frames(bytes);
    CHECK(is_snappy_framed(packed));
    const auto unpacked = unpack_snappy_frames(packed);
    REQUIRE(unpacked.has_value());
    CHECK(*unpacked == bytes);
  }
  CHECK(pack_snappy_frames(Bytes(100'000, 0)).size() < 10'000);
  CHECK(pack_snappy_frames(random_bytes(65'536, 3)).size() == 10 + 8 + 65'536);
}

TEST_CASE("snappy frames: padding, skippable chunks and repeated identifiers are passed over") {
  const auto stream = from_hex(
      "ff060000734e61507059fe030000000000805002000011"
      "ff060000734e61507059");
  // The skippable chunk above claims more than it has; this one is right.
  const auto right = from_hex("ff060000734e61507059fe03000000000080020000aabbff060000734e61507059");
  CHECK(!unpack_snappy_frames(*stream));
  REQUIRE(unpack_snappy_frames(*right).has_value());
  CHECK(unpack_snappy_frames(*right)->empty());
}

TEST_CASE("snappy frames: a stream cut at any byte is an error or a shorter whole") {
  const Bytes bytes = mixed_bytes(140'000);
  const Bytes packed = pack_snappy_frames(bytes);
  for (std::size_t size = 0; size < packed.size(); size += size < 40 ? 1 : 997) {
    CAPTURE(size);
    const auto result = unpack_snappy_frames(ByteSpan(packed).subspan(0, size));
    // Only the end of a chunk, or of the identifier, is a stream of its own.
    if (result) {
      CHECK((size == 10 || size == 10 + 8 + 65'536));
    } else {
      CHECK(result.error().kind == ErrorKind::decode);
      CHECK(result.error().where.find("byte") != std::string::npos);
    }
  }
}

TEST_CASE("snappy frames: no flipped bit gives other bytes") {
  const Bytes bytes = mixed_bytes(3'000);
  const Bytes packed = pack_snappy_frames(bytes);
  const std::size_t first_type_byte = 10;
  std::size_t refused = 0;
  for (std::size_t i = 0; i < packed.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      Bytes broken = packed;
      broken[i] ^= static_cast<std::uint8_t>(1 << bit);
      const auto result = unpack_snappy_frames(broken);
      if (!result) ++refused;
      // Two ways to pack may give the same bytes; the format itself lets a turned type bit hide a
      // chunk as one to be skipped.
      const bool hidden = i == first_type_byte && result && result->empty();
      if (result && !hidden && *result != bytes) FAIL("byte " << i << ", bit " << bit);
    }
  }
  CHECK(refused > packed.size() * 7);
}

TEST_CASE("snappy frames: each fault has its own words and place") {
  const auto error = [](const std::string& hex, std::size_t max_bytes = 1000) {
    const auto result = unpack_snappy_frames(*from_hex(hex), max_bytes);
    REQUIRE(!result);
    CHECK(result.error().kind == ErrorKind::decode);
    return result.error().text();
  };
  const auto has = [](const std::string& text, const std::string& words) {
    CAPTURE(text);
    CHECK(text.find(words) != std::string::npos);
  };
  const std::string id = "ff060000734e61507059";
  has(error("01020304"), "stream identifier");
  has(error(id + "01"), "byte 10: ends in a chunk's header");
  has(error(id + "01050000aabb"), "ends within a chunk of 5 bytes");
  has(error(id + "01030000aabbcc"), "has no checksum");
  has(error(id + "0105000000000000aa"), "checksum (CRC-32C) is wrong");
  has(error(id + "02010000aa"), "type 0x02 is reserved");
  has(error(id + "ff050000734e615070"), "repeated stream identifier");
  has(error(id + "0005000000000000ff"), "does not tell its size");
  has(error(id + "0006000000000000" + "05" + "ff"), "is not snappy");
  has(error(id + "0007000000000000" + "818004"), "unpacks to 65537 bytes");
  const Bytes large = pack_snappy_frames(Bytes(1001, 1));
  has(unpack_snappy_frames(large, 1000).error().text(), "more than 1000 bytes");
}

TEST_CASE("snappy block: raw blocks unpack, lies about the size do not") {
  const Bytes bytes = mixed_bytes(200'000);
  std::string packed;
  snappy::Compress(reinterpret_cast<const char*>(bytes.data()), bytes.size(), &packed);
  const auto unpacked = unpack_snappy_block(text_bytes(packed));
  REQUIRE(unpacked.has_value());
  CHECK(*unpacked == bytes);
  CHECK(!unpack_snappy_block(text_bytes(packed), 199'999));
  CHECK(!unpack_snappy_block(text_bytes(packed).subspan(0, packed.size() - 1)));
  CHECK(!unpack_snappy_block({}));
  CHECK(!unpack_snappy_block(*from_hex("ffffffff0f00")));
}

}  // namespace apsis
