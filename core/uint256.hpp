// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.hpp"

namespace apsis {

/// Unsigned 256-bit integer; arithmetic that does not fit throws std::range_error or
/// std::overflow_error (a checked type: wrong money is worse than no answer).
using uint256 = boost::multiprecision::checked_uint256_t;
/// Unsigned 512-bit integer for full products of two uint256.
using uint512 = boost::multiprecision::checked_uint512_t;
/// Signed 256-bit magnitude, for differences.
using int256 = boost::multiprecision::checked_int256_t;

/// floor(a * b / divisor) over the full 512-bit product; throws std::overflow_error when the
/// quotient needs more than 256 bits or the divisor is 0.
uint256 mul_div(const uint256& a, const uint256& b, const uint256& divisor);

/// 32 bytes, most significant first (the EVM's order).
Bytes32 to_be_bytes(const uint256& value);
/// 32 bytes, least significant first (SSZ order).
Bytes32 to_le_bytes(const uint256& value);
/// Value of up to 32 bytes, most significant first.
uint256 uint256_from_be(ByteSpan bytes);
/// Value of up to 32 bytes, least significant first.
uint256 uint256_from_le(ByteSpan bytes);

/// Value of a decimal text; nothing if it is empty, has other characters or does not fit.
std::optional<uint256> uint256_from_decimal(std::string_view text);
/// Decimal text.
std::string to_decimal(const uint256& value);

}  // namespace apsis
