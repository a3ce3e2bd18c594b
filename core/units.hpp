// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>

#include "core/uint256.hpp"

namespace apsis {

/// A number with a unit: adds and compares with its own kind only, scales by plain numbers.
template <class Tag, class Rep>
struct Quantity {
  Rep value{};

  constexpr Quantity() = default;
  constexpr explicit Quantity(Rep number) : value(std::move(number)) {}

  friend bool operator==(const Quantity& a, const Quantity& b) { return a.value == b.value; }
  friend bool operator<(const Quantity& a, const Quantity& b) { return a.value < b.value; }
  friend bool operator>(const Quantity& a, const Quantity& b) { return b < a; }
  friend bool operator<=(const Quantity& a, const Quantity& b) { return !(b < a); }
  friend bool operator>=(const Quantity& a, const Quantity& b) { return !(a < b); }
  friend Quantity operator+(const Quantity& a, const Quantity& b) {
    return Quantity(Rep(a.value + b.value));
  }
  friend Quantity operator-(const Quantity& a, const Quantity& b) {
    return Quantity(Rep(a.value - b.value));
  }
  friend Quantity operator*(const Quantity& a, const Rep& scale) {
    return Quantity(Rep(a.value * scale));
  }
  friend Quantity operator/(const Quantity& a, const Rep& scale) {
    return Quantity(Rep(a.value / scale));
  }
  Quantity& operator+=(const Quantity& other) {
    value += other.value;
    return *this;
  }
  Quantity& operator-=(const Quantity& other) {
    value -= other.value;
    return *this;
  }
};

/// Beacon-chain slot number.
using Slot = Quantity<struct SlotTag, std::uint64_t>;
/// Beacon-chain epoch number.
using Epoch = Quantity<struct EpochTag, std::uint64_t>;
/// Consensus-layer amount, 10^-9 ETH.
using Gwei = Quantity<struct GweiTag, std::uint64_t>;
/// Execution-layer amount, 10^-18 ETH or RPL.
using Wei = Quantity<struct WeiTag, uint256>;

/// Epoch or slot that never comes (the specs' FAR_FUTURE_EPOCH).
inline constexpr std::uint64_t far_future_epoch = ~std::uint64_t{0};

/// The amount in wei.
inline Wei to_wei(Gwei amount) {
  return Wei(uint256(amount.value) * 1'000'000'000u);
}

}  // namespace apsis
