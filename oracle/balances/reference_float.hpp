// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/uint256.hpp"

namespace apsis {

/// The official client (smartnode, shared/math/units.go) converts some amounts through floating
/// point numbers, and members agree on a vote only if all make the same slips. These functions make
/// them, in integers: binary fractions of 64 bits and more, rounded to nearest, ties to even, and
/// doubles in between. Nothing else in Apsis touches floating point for money.

/// wei / 10^18: rounded to max(64, bits of wei) bits, then to a double.
double reference_wei_to_eth(const int256& wei);

/// eth * 10^18: the shortest decimal text that gives the double back, read with 64 bits, multiplied
/// with 64 bits, cut towards 0. 0 for infinities and what is no number.
int256 reference_eth_to_wei(double eth);

/// gwei * 10^9 by the same way; exact below 9,444.7 ETH.
int256 reference_gwei_to_wei(std::uint64_t gwei);

}  // namespace apsis
