// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/error.hpp"
#include "core/pg/connection.hpp"
#include "indexer/rewards/epoch_record.hpp"
#include "indexer/store/tracked.hpp"

namespace apsis {

/// Writes the epoch's row of `epoch_duties`: duty slots of the tracked validators, late and missing
/// votes of all, and the seed that gives the duty slots of the others. Errors: invalid for slots
/// outside the epoch; usage when the database does not say yet which chain it holds.
Expected<void> write_duty_row(Connection& connection, pqxx::transaction_base& transaction,
                              const EpochRecord& record, const TrackedSet& tracked);

}  // namespace apsis
