// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/uint256.hpp"

#include <algorithm>

namespace apsis {

uint256 mul_div(const uint256& a, const uint256& b, const uint256& divisor) {
  const uint512 product = uint512(a) * uint512(b);
  return uint256(product / uint512(divisor));
}

Bytes32 to_le_bytes(const uint256& value) {
  Bytes32 out{};
  export_bits(value, out.begin(), 8, false);
  return out;
}

Bytes32 to_be_bytes(const uint256& value) {
  Bytes32 out = to_le_bytes(value);
  std::reverse(out.begin(), out.end());
  return out;
}

uint256 uint256_from_be(ByteSpan bytes) {
  uint256 out;
  // Of no bytes the library would make a number without a limb.
  if (!bytes.empty()) import_bits(out, bytes.begin(), bytes.end(), 8, true);
  return out;
}

uint256 uint256_from_le(ByteSpan bytes) {
  uint256 out;
  // Of no bytes the library would make a number without a limb.
  if (!bytes.empty()) import_bits(out, bytes.begin(), bytes.end(), 8, false);
  return out;
}

std::optional<uint256> uint256_from_decimal(std::string_view text) {
  constexpr std::size_t max_digits = 78;
  if (text.empty() || text.size() > max_digits) return std::nullopt;
  uint512 out = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return std::nullopt;
    out = out * 10 + static_cast<unsigned>(digit - '0');
  }
  if (out >> 256 != 0) return std::nullopt;
  return uint256(out);
}

std::string to_decimal(const uint256& value) {
  return value.str();
}

}  // namespace apsis
