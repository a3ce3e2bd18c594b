// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "bench/report.hpp"
#include "core/bytes.hpp"
#include "indexer/decode/fork_types.hpp"

namespace apsis {

/// Configuration of the made-up chain: mainnet's numbers, Fulu from the start.
ChainConfig made_config();

/// First slot of the made-up chain: two epochs before a sync committee period.
inline constexpr std::uint64_t made_first_slot = (256 * 400 - 2) * 32;

/// A serialized Fulu state of the mainnet preset at `made_first_slot`, its block not there yet. The
/// chain is healthy: finality two epochs behind, nearly everybody voted in the epoch before. Keys
/// are real points; of the validators that are not active most left long ago, some are on their way
/// out, some wait to get in.
Bytes make_state(const ForkTypes& types, const BenchSize& size);

}  // namespace apsis
