// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/error.hpp"
#include "core/pg/connection.hpp"
#include "indexer/rewards/epoch_record.hpp"

namespace apsis {

/// Writes the validators that changed in the epoch, inside the caller's transaction; gives how many
/// are new. A run's first epoch names all validators: those equal to their last stored state give
/// no row, so that the rows do not depend on where a run began. Only when the epoch before is
/// missing is every state written. Errors: mismatch when an index has another public key in the
/// database.
Expected<std::size_t> write_registry_rows(Connection& connection,
                                          pqxx::transaction_base& transaction,
                                          const EpochRecord& record);

/// Deletes what the registry became in an epoch, before the same is written anew.
void delete_registry_rows(pqxx::transaction_base& transaction, std::uint64_t epoch);

/// Deletes the states of an epoch that only repeat earlier ones: they were written while the epoch
/// before was missing. Does nothing when `epoch` is not stored.
void drop_repeated_states(pqxx::transaction_base& transaction, std::uint64_t epoch);

}  // namespace apsis
