// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// Validators by public key, with their balances, after the block of one slot. A key that the
/// beacon chain does not know is missing.
using BeaconValidators = std::map<Bytes48, BeaconValidator>;

/// Every public key of the snapshot's minipools and megapools, each once, ascending.
std::vector<Bytes48> snapshot_pubkeys(const NetworkSnapshot& snapshot);

/// Puts the validators into the snapshot's minipools and megapools, in place of those it has.
void place_beacon_side(NetworkSnapshot& snapshot, const BeaconValidators& validators);

/// A validator's status as the beacon node API defines it. `balance_gwei` decides between the last
/// two; `is_eligible`: it has an activation eligibility epoch.
ValidatorStatus validator_status(const BeaconValidator& validator, bool is_eligible, bool slashed,
                                 std::uint64_t epoch);

/// Both answers about one slot, compared value by value: `mismatch` naming the first public key
/// that differs, both answers and who gave them.
Expected<void> compare_beacon_sides(const BeaconValidators& a, const std::string& from_a,
                                    const BeaconValidators& b, const std::string& from_b);

}  // namespace apsis
