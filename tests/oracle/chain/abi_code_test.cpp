// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "core/hex.hpp"
#include "oracle/chain/abi_code.hpp"

using namespace apsis;

namespace {

std::vector<AbiType> types_of(std::string_view text) {
  const auto out = parse_abi_types(text);
  REQUIRE_MESSAGE(out, text);
  return *out;
}

/// A word that ends in `number`.
std::string word(std::uint64_t number) {
  return to_hex_bare(to_be_bytes(uint256(number)));
}

/// Decodes hex; the text of the error, or "".
std::string complaint(std::string_view types, const std::string& hex) {
  const auto out = abi_decode(types_of(types), from_hex(hex).value());
  return out ? "" : out.error().what;
}

void check_round_trip(std::string_view types, const AbiValue::List& values,
                      const std::string& hex) {
  CAPTURE(types);
  const auto encoded = abi_encode(types_of(types), values);
  REQUIRE(encoded);
  CHECK(to_hex_bare(*encoded) == hex);
  const auto decoded = abi_decode(types_of(types), *encoded);
  REQUIRE(decoded);
  CHECK(*decoded == values);
}

Bytes20 address_of(std::uint8_t byte) {
  Bytes20 out;
  out.fill(byte);
  return out;
}

}  // namespace

TEST_CASE("types are read and written as signatures write them") {
  for (const std::string text :
       {"uint256", "int56[]", "(address,bytes)[]", "(uint40,(bytes,bytes32,bool),bytes32[])",
        "string[][]", "bytes20"})
    CHECK(types_of(text)[0].text() == text);
  CHECK(types_of("").empty());
  CHECK(types_of("uint8,bool").size() == 2);
}

TEST_CASE("what is no type is refused with its place") {
  for (const std::string_view text :
       {"uint", "uint7", "uint264", "bytes0", "bytes33", "uint256[2]", "(", "()", "(uint8",
        "uint8)", "uint8,", ",uint8", "function", "uint8[]]", "((((((((((uint8))))))))))",
        "uint8[][][][][][][][][][]"})
    CHECK_MESSAGE(!parse_abi_types(text), text);
}

TEST_CASE("values of fixed size stand in their words") {
  check_round_trip("uint8,bool,address", {std::uint64_t{7}, true, address_of(0x11)},
                   word(7) + word(1) + std::string(24, '0') + std::string(40, '1'));
  check_round_trip("bytes4", {Bytes{1, 2, 3, 4}}, "01020304" + std::string(56, '0'));
  check_round_trip("(uint8,uint8)", {AbiValue(AbiValue::List{std::uint64_t{1}, std::uint64_t{2}})},
                   word(1) + word(2));
}

TEST_CASE("negative integers are two's complements of 256 bits") {
  check_round_trip("int56", {int256(-1)}, std::string(64, 'f'));
  check_round_trip("int8", {int256(-128)}, std::string(62, 'f') + "80");
  check_round_trip("int256", {-(int256(1) << 254) * 2}, "8" + std::string(63, '0'));
  CHECK(complaint("int8", std::string(62, 'f') + "7f") != "");
  CHECK(complaint("int8", word(128)) != "");
}

TEST_CASE("dynamic values stand behind offsets") {
  check_round_trip("string,uint8", {std::string("abc"), std::uint64_t{5}},
                   word(64) + word(5) + word(3) + "616263" + std::string(58, '0'));
  check_round_trip("uint8[]", {AbiValue(AbiValue::List{std::uint64_t{1}, std::uint64_t{2}})},
                   word(32) + word(2) + word(1) + word(2));
  check_round_trip(
      "bytes[]", {AbiValue(AbiValue::List{Bytes{}, Bytes{9}})},
      word(32) + word(2) + word(64) + word(96) + word(0) + word(1) + "09" + std::string(62, '0'));
  check_round_trip("(address,bytes)[]", {AbiValue(AbiValue::List{})}, word(32) + word(0));
}

TEST_CASE("values that are not of their types cannot be written") {
  const auto refused = [](std::string_view types, const AbiValue::List& values) {
    const auto out = abi_encode(types_of(types), values);
    return !out && out.error().kind == ErrorKind::usage;
  };
  CHECK(refused("uint8", {std::uint64_t{256}}));
  CHECK(refused("uint8", {true}));
  CHECK(refused("int8", {int256(128)}));
  CHECK(refused("int8", {int256(-129)}));
  CHECK(refused("bytes4", {Bytes{1}}));
  CHECK(refused("uint8,uint8", {std::uint64_t{1}}));
  CHECK(refused("(uint8,uint8)", {AbiValue(AbiValue::List{std::uint64_t{1}})}));
  CHECK(refused("address", {Bytes(20)}));
  CHECK(refused("uint8[]", {std::uint64_t{1}}));
}

TEST_CASE("only the one standard encoding is read") {
  CHECK(complaint("uint8", word(256)) != "");
  CHECK(complaint("bool", word(2)) != "");
  CHECK(complaint("address", "01" + std::string(62, '0')) != "");
  CHECK(complaint("bytes4", std::string(63, '0') + "1") != "");
  CHECK(complaint("uint8", word(1) + "00") != "");
  CHECK(complaint("uint8", "00") != "");
  CHECK(complaint("bytes", word(64) + word(0) + word(0)) != "");
  CHECK(complaint("bytes", word(32) + word(1) + "0901" + std::string(60, '0')) != "");
  CHECK(complaint("bytes", word(32) + word(33) + word(0)) != "");
  CHECK(complaint("bytes,bytes", word(64) + word(64) + word(0)) != "");
}

TEST_CASE("hostile counts and offsets are refused at once") {
  const std::string huge(64, 'f');
  CHECK(complaint("uint256[]", word(32) + huge) != "");
  CHECK(complaint("uint256[]", huge + word(0)) != "");
  CHECK(complaint("(uint256,uint256)[]", word(32) + word(2) + word(0) + word(0)) != "");
  CHECK(complaint("bytes[][]", word(32) + word(1) + word(0)) != "");
  CHECK(complaint("string", word(32) + huge) != "");
}

TEST_CASE("every damaged byte of an encoding gives an error or other values, never the same") {
  const auto types = types_of("(address,bytes)[],uint256,(uint32,bool)");
  const AbiValue::List values = {AbiValue::List{AbiValue::List{address_of(1), Bytes{1, 2, 3}},
                                                AbiValue::List{address_of(2), Bytes(40, 7)}},
                                 uint256(99), AbiValue::List{std::uint64_t{4}, true}};
  const Bytes good = abi_encode(types, values).value();
  for (std::size_t i = 0; i < good.size(); ++i)
    for (const int flip : {0x01, 0x80, 0xff}) {
      Bytes bad = good;
      bad[i] = static_cast<std::uint8_t>(bad[i] ^ flip);
      const auto out = abi_decode(types, bad);
      if (!out) continue;
      CHECK(*out != values);
      CHECK(abi_encode(types, *out).value() == bad);
    }
  for (std::size_t size = 0; size < good.size(); ++size)
    CHECK_FALSE(abi_decode(types, ByteSpan(good).first(size)));
}
