// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "core/error.hpp"
#include "core/pg/connection.hpp"
#include "oracle/state/beacon_api.hpp"
#include "oracle/state/beacon_side.hpp"

namespace apsis {

/// Where the beacon side of a snapshot comes from; one may be missing, both outlive their use.
struct BeaconSource {
  Connection* rows = nullptr;    ///< the indexer's database
  BeaconNodes* nodes = nullptr;  ///< asked for all without rows, else for what rows do not settle
};

/// Validators with these public keys (ascending) after the block of `slot`, whose execution block
/// is `block_hash`. `usage` without any source; `mismatch` if the rows leave some open and there is
/// no node to ask, else as of read_stored_beacon and BeaconNodes::validators.
Expected<BeaconValidators> read_beacon_side(const BeaconSource& source,
                                            std::span<const Bytes48> pubkeys, std::uint64_t slot,
                                            const Bytes32& block_hash);

/// Enters the withdrawals that emptied megapool validators which are leaving and have no balance,
/// from the indexer's rows. One that is not in them is told to be unseen where rows are missing (or
/// `rows` is null: balances do without its amount, which cancels out), else it keeps none: balances
/// refuse the snapshot then. Errors of read_final_withdrawals.
Expected<void> place_final_withdrawals(Connection* rows, NetworkSnapshot& snapshot);

}  // namespace apsis
