// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/uint256.hpp"

namespace apsis {

/// 1 ETH in wei; also the whole that shares and percentages are parts of.
inline const uint256 one_eth{1'000'000'000'000'000'000u};
/// What a validator of full size stakes.
inline const uint256 validator_eth = one_eth * 32u;

/// floor(a / b) for b > 0; differs from plain division for a negative a.
int256 floor_div(const int256& a, const int256& b);

/// max(0, a - b).
inline uint256 minus_or_zero(const uint256& a, const uint256& b) {
  return a > b ? uint256(a - b) : uint256(0);
}

}  // namespace apsis
