// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/error.hpp"
#include "oracle/interval/ruleset.hpp"
#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// How megapool validators are looked up. Trees follow the interval's index; the approximation
/// follows the day: votes before 2026-08-03 were made with the older reading.
enum class MegapoolReading {
  by_megapool,      ///< by megapool and public key, and only those that reached the beacon chain
  by_pubkey_alone,  ///< the older one
};

/// What rETH holders would get of the smoothing pool, in wei, if each validator that is in the pool
/// at the snapshot had voted once: the approximation that network balances are voted with. Needs no
/// duties. 0 in the first interval and for an empty pool. `decode` if the snapshot lacks what the
/// ruleset asks for, `invalid` where the official generator stops.
Expected<uint256> approximate_staker_share(const NetworkSnapshot& snapshot, const Ruleset& ruleset,
                                           MegapoolReading reading = MegapoolReading::by_megapool);

}  // namespace apsis
