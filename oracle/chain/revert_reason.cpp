// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/revert_reason.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/hex.hpp"
#include "oracle/chain/abi_code.hpp"

namespace apsis {

namespace {

constexpr std::array<std::uint8_t, 4> error_selector = {0x08, 0xc3, 0x79, 0xa0};
constexpr std::array<std::uint8_t, 4> panic_selector = {0x4e, 0x48, 0x7b, 0x71};
constexpr std::size_t max_reason_characters = 256;
constexpr std::size_t max_shown_bytes = 36;

/// Solidity's panic codes.
constexpr std::array<std::pair<unsigned, std::string_view>, 10> panics = {{
    {0x00, "compiler panic"},
    {0x01, "assertion failed"},
    {0x11, "arithmetic overflow"},
    {0x12, "division by zero"},
    {0x21, "no such enum value"},
    {0x22, "broken storage bytes"},
    {0x31, "pop of an empty array"},
    {0x32, "index out of bounds"},
    {0x41, "too much memory"},
    {0x51, "call of an empty function"},
}};

bool starts_with(ByteSpan data, ByteSpan selector) {
  return data.size() >= selector.size() &&
         std::equal(selector.begin(), selector.end(), data.begin());
}

std::string printable(std::string text) {
  text.resize(std::min(text.size(), max_reason_characters));
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
  return text;
}

std::string panic_text(const uint256& code) {
  for (const auto& [known, meaning] : panics)
    if (code == known) return "panic: " + std::string(meaning);
  return "panic " + to_decimal(code);
}

}  // namespace

std::string revert_reason(ByteSpan data) {
  if (data.empty()) return "reverted without a reason";
  static const std::array<AbiType, 1> text_type = {AbiType{AbiKind::string}};
  static const std::array<AbiType, 1> code_type = {AbiType{AbiKind::unsigned_integer, 256}};
  if (starts_with(data, error_selector))
    if (const auto text = abi_decode(text_type, data.subspan(4)))
      return printable((*text)[0].text());
  if (starts_with(data, panic_selector))
    if (const auto code = abi_decode(code_type, data.subspan(4)))
      return panic_text((*code)[0].number());
  const std::size_t shown = std::min(data.size(), max_shown_bytes);
  return "reverted with " + to_hex(data.first(shown)) + (shown < data.size() ? "…" : "");
}

}  // namespace apsis
