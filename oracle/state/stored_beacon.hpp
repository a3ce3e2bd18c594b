// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <vector>

#include "core/error.hpp"
#include "core/pg/connection.hpp"
#include "oracle/state/beacon_side.hpp"

namespace apsis {

/// Slots in which the withdrawal that empties a validator is looked for, as the official client
/// does.
inline constexpr std::uint64_t max_withdrawal_scan_slots = 144'000;

/// The beacon side of a snapshot as the indexer's proven rows tell it.
struct StoredBeacon {
  BeaconValidators validators;
  /// Keys that rows do not settle in the middle of an epoch, ascending: not tracked; members of the
  /// sync committee (rows have its sum of the epoch alone); slashed, leaving, or moving balance in
  /// this epoch. A beacon node has to tell them.
  std::vector<Bytes48> unsettled;
  bool finalized = false;  ///< whether a reorganisation can no longer replace the rows
};

/// Validators with these public keys (ascending) after the block of `slot`, whose execution block
/// is `block_hash`. `mismatch` if the database holds no chain, another block at the slot, or not
/// the epoch and the one before; `unavailable` if the server fails.
Expected<StoredBeacon> read_stored_beacon(Connection& connection, std::span<const Bytes48> pubkeys,
                                          std::uint64_t slot, const Bytes32& block_hash);

/// First withdrawals by validator index.
struct FinalWithdrawals {
  std::map<std::uint64_t, FinalWithdrawal> found;
  std::set<std::uint64_t> unseen;  ///< not found, but rows of epochs that may have them are missing
};

/// The first withdrawal of each validator at or after its first slot (by index), up to
/// `last_slot` and at most max_withdrawal_scan_slots later. Errors: unavailable.
Expected<FinalWithdrawals> read_final_withdrawals(
    Connection& connection, const std::map<std::uint64_t, std::uint64_t>& first_slots,
    std::uint64_t last_slot);

}  // namespace apsis
