// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/balances/reference_float.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace apsis {

namespace {

constexpr unsigned float_bits = 64;   ///< the default precision of the reference's big floats
constexpr unsigned double_bits = 53;  ///< of an IEEE double
constexpr std::uint64_t gwei_exact_below = 9'444'732'965'739u;  ///< times 5^9 it fits 64 bits

/// mantissa * 2^exponent, not negative.
struct BinaryFloat {
  uint512 mantissa;
  int exponent = 0;
};

unsigned bit_length(const uint512& value) {
  return value == 0 ? 0 : static_cast<unsigned>(msb(value)) + 1;
}

/// Nearest number of at most `bits` bits, ties to even. The lowest bit of the mantissa may stand
/// for "and something below" if there are at least two bits too many.
BinaryFloat rounded(BinaryFloat value, unsigned bits) {
  const unsigned length = bit_length(value.mantissa);
  if (length <= bits) return value;
  const unsigned drop = length - bits;
  const uint512 kept = value.mantissa >> drop;
  const uint512 rest = value.mantissa - (kept << drop);
  const uint512 half = uint512(1) << (drop - 1);
  const bool up = rest > half || (rest == half && bit_test(kept, 0));
  return {up ? uint512(kept + 1) : kept, value.exponent + static_cast<int>(drop)};
}

/// a / b to `bits` bits.
BinaryFloat quotient(const uint512& a, const uint512& b, unsigned bits) {
  if (a == 0) return {};
  const unsigned wanted = bits + 3 + bit_length(b);
  const unsigned have = bit_length(a);
  const unsigned shift = wanted > have ? wanted - have : 0;
  uint512 remainder;
  uint512 whole;
  divide_qr(uint512(a << shift), b, whole, remainder);
  if (remainder != 0) bit_set(whole, 0);
  return rounded({whole, -static_cast<int>(shift)}, bits);
}

uint512 power_of_ten(unsigned exponent) {
  return pow(uint512(10), exponent);
}

/// Reads the shortest decimal text of a positive double with 64 bits.
BinaryFloat from_shortest_decimal(double value) {
  std::array<char, 32> text;
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific);
  const std::string_view written(text.data(), static_cast<std::size_t>(end.ptr - text.data()));
  const std::size_t e = written.find('e');
  uint512 digits = 0;
  int exponent = 0;
  for (std::size_t i = 0; i < e; ++i) {
    if (written[i] == '.') continue;
    digits = digits * 10 + static_cast<unsigned>(written[i] - '0');
    if (i > 0) --exponent;
  }
  int power = 0;
  const char* from = written.data() + e + (written[e + 1] == '+' ? 2 : 1);
  std::from_chars(from, written.data() + written.size(), power);
  exponent += power;
  if (exponent >= 0)
    return rounded({digits * power_of_ten(static_cast<unsigned>(exponent)), 0}, float_bits);
  return quotient(digits, power_of_ten(static_cast<unsigned>(-exponent)), float_bits);
}

/// value * factor in 64 bits, cut towards 0.
int256 scaled(double value, std::uint64_t factor) {
  if (value == 0 || !std::isfinite(value)) return 0;
  const BinaryFloat read = from_shortest_decimal(std::abs(value));
  const BinaryFloat product = rounded({read.mantissa * factor, read.exponent}, float_bits);
  const uint512 whole = product.exponent >= 0
                            ? uint512(product.mantissa << static_cast<unsigned>(product.exponent))
                            : uint512(product.mantissa >> static_cast<unsigned>(-product.exponent));
  const int256 out(whole);
  return value < 0 ? int256(-out) : out;
}

}  // namespace

double reference_wei_to_eth(const int256& wei) {
  const uint512 amount(abs(wei));
  const unsigned bits = std::max(float_bits, bit_length(amount));
  const BinaryFloat exact = quotient(amount, power_of_ten(18), bits);
  const BinaryFloat narrow = rounded(exact, double_bits);
  const double value =
      std::ldexp(static_cast<double>(static_cast<std::uint64_t>(narrow.mantissa)), narrow.exponent);
  return wei < 0 ? -value : value;
}

int256 reference_eth_to_wei(double eth) {
  return scaled(eth, 1'000'000'000'000'000'000u);
}

int256 reference_gwei_to_wei(std::uint64_t gwei) {
  if (gwei < gwei_exact_below) return int256(gwei) * 1'000'000'000;
  return scaled(static_cast<double>(gwei), 1'000'000'000u);
}

}  // namespace apsis
