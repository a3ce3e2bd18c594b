// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "core/error.hpp"
#include "core/pg/connection.hpp"
#include "oracle/state/interval_duties.hpp"
#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// Takes what is read, epoch by epoch.
struct DutySink {
  std::function<void(std::uint64_t epoch)> epoch;
  std::function<void(const AttestationDuty&)> duty;
  std::function<void(const ValidatorWithdrawal&)> withdrawal;
};

/// Whether the database holds the chain that the snapshot was taken of: its clock, and the public
/// key of each of the snapshot's validators. `mismatch` if not; `unavailable` if the server fails.
Expected<void> check_stored_chain(Connection& connection, const NetworkSnapshot& snapshot);

/// Gives `sink` the interval's duties (view duties_by_epoch) and withdrawals that the indexer
/// stored, in the order of epochs; in batches, so that memory does not grow with the interval.
Expected<void> read_stored_duties(Connection& connection, const NetworkSnapshot& snapshot,
                                  const DutySink& sink);

}  // namespace apsis
