// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/uint256.hpp"

namespace apsis {

/// 1 ETH in wei; also the whole that shares and percentages are parts of.
inline const uint256 one_eth{1'000'000'000'000'000'000u};
/// What a validator of full size stakes.
inline const uint256 validator_eth = one_eth * 32u;
/// 0.001 ETH in wei, the unit of a megapool's deposit records.
inline const uint256 milli_eth{1'000'000'000'000'000u};

}  // namespace apsis
