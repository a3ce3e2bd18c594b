// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/error.hpp"
#include "core/pg/connection.hpp"
#include "indexer/rewards/epoch_record.hpp"
#include "indexer/store/tracked.hpp"

namespace apsis {

/// Removes an epoch's rows but those of the registry, which any replay of the epoch gives alike.
void delete_epoch_rows(pqxx::transaction_base& transaction, std::uint64_t epoch);

/// Removes lists of tracked validators that no epoch refers to any more.
void delete_unused_sets(pqxx::transaction_base& transaction);

/// Removes everything of `first_epoch` and later, registry included, and moves the cursor back.
void delete_epochs_from(pqxx::transaction_base& transaction, std::uint64_t first_epoch);

/// Writes all rows of an epoch, in the caller's transaction, after its registry rows; the epoch
/// has none yet. Errors: those of the COPY.
Expected<void> write_epoch_rows(Connection& connection, pqxx::transaction_base& transaction,
                                const EpochRecord& record, const TrackedSet& tracked);

}  // namespace apsis
