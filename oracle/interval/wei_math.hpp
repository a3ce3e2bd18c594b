// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ether.hpp"

namespace apsis {

/// floor(a / b) for b > 0; differs from plain division for a negative a.
int256 floor_div(const int256& a, const int256& b);

/// max(0, a - b).
inline uint256 minus_or_zero(const uint256& a, const uint256& b) {
  return a > b ? uint256(a - b) : uint256(0);
}

}  // namespace apsis
