// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/wallet/rlp.hpp"

#include <doctest/doctest.h>

#include "tests/oracle/wallet/test_bytes.hpp"

using namespace apsis;

namespace {

Bytes encoded(std::string_view text) {
  Bytes out;
  rlp_append(out, bytes_of(text));
  return out;
}

Bytes encoded(const uint256& number) {
  Bytes out;
  rlp_append(out, number);
  return out;
}

/// The error of reading hex with one of the reader's functions.
template <class Result>
std::string error_of(std::string_view hex, Expected<Result> (RlpReader::*read)()) {
  const Bytes bytes = *from_hex(hex);
  RlpReader reader(bytes);
  const auto result = (reader.*read)();
  return result ? "none" : result.error().what;
}

}  // namespace

TEST_CASE("RLP encodes the examples of its definition") {
  CHECK(to_hex(encoded("dog")) == "0x83646f67");
  CHECK(to_hex(encoded("")) == "0x80");
  CHECK(to_hex(encoded(std::string_view("\0", 1))) == "0x00");
  CHECK(to_hex(encoded("\x0f")) == "0x0f");
  CHECK(to_hex(encoded(uint256(0))) == "0x80");
  CHECK(to_hex(encoded(uint256(15))) == "0x0f");
  CHECK(to_hex(encoded(uint256(1024))) == "0x820400");
  CHECK(to_hex(rlp_list({})) == "0xc0");
  Bytes cat_dog = encoded("cat");
  rlp_append(cat_dog, bytes_of("dog"));
  CHECK(to_hex(rlp_list(cat_dog)) == "0xc88363617483646f67");
  const Bytes lorem = encoded("Lorem ipsum dolor sit amet, consectetur adipisicing elit");
  CHECK(to_hex(lorem).starts_with("0xb8384c6f72656d"));
}

TEST_CASE("RLP reads back what it wrote, around every change of the length's size") {
  for (const std::size_t size : {0, 1, 2, 54, 55, 56, 57, 255, 256, 257, 65'535, 65'536}) {
    const Bytes text(size, 0x81);
    Bytes item;
    rlp_append(item, ByteSpan(text));
    const Bytes list = rlp_list(item);
    RlpReader outer(list);
    auto inner = outer.list();
    REQUIRE(inner);
    const auto back = inner->text();
    REQUIRE(back);
    CHECK(Bytes(back->begin(), back->end()) == text);
    CHECK(inner->is_done());
    CHECK(outer.is_done());
  }
}

TEST_CASE("RLP refuses what is not the one canonical encoding") {
  CHECK(error_of("", &RlpReader::text) == "an item is missing");
  CHECK(error_of("83646f", &RlpReader::text) == "an item is longer than what is there");
  CHECK(error_of("8105", &RlpReader::text) == "a single byte has a length of its own");
  CHECK(error_of("b800", &RlpReader::text) == "a length begins with zero");
  CHECK(error_of("b801ff", &RlpReader::text) == "a short length is written as a long one");
  CHECK(error_of("b9ff", &RlpReader::text) == "a length is cut off");
  CHECK(error_of("b838ff", &RlpReader::text) == "an item is longer than what is there");
  CHECK(error_of("bfffffffffffffffff", &RlpReader::text) == "an item is longer than what is there");
  CHECK(error_of("c0", &RlpReader::text) == "a list stands where bytes belong");
  CHECK(error_of("80", &RlpReader::list) == "bytes stand where a list belongs");
  CHECK(error_of("820001", &RlpReader::number) == "a number begins with zero");
  CHECK(error_of("a1" + std::string(66, '1'), &RlpReader::number) ==
        "a number has more than 32 bytes");
  CHECK(error_of("89ffffffffffffffffff", &RlpReader::small_number) ==
        "a number has more than 8 bytes");
}
