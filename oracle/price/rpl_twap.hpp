// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/error.hpp"
#include "core/uint256.hpp"

namespace apsis {

/// Seconds over which the price of RPL is averaged.
inline constexpr std::uint32_t twap_seconds = 43'200;

/// The average tick between two answers of the price pool's observe([twap_seconds, 0]), rounded
/// down, also below 0. `decode` if no pool can have such a tick.
Expected<std::int32_t> average_tick(std::int64_t cumulative_then, std::int64_t cumulative_now);

/// Wei of ETH for one RPL at a tick: 10^36 / floor(1.0001^tick * 10^18), rounded down. Below 0 (one
/// RPL costs more than one ETH) the official client answers exactly one ETH, and so does this.
uint256 price_of_tick(std::int32_t tick);

/// What speaks against voting for the price at this tick: the official client's answer is no price
/// below 0, and beyond the highest tick it is 0. Nothing if it can be voted for.
Expected<void> check_price_tick(std::int32_t tick);

}  // namespace apsis
