// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/error.hpp"
#include "core/pg/connection.hpp"
#include "indexer/rewards/epoch_record.hpp"
#include "indexer/store/tracked.hpp"

namespace apsis {

/// Columns of `epoch_rewards` that hold a component's amounts, in the order of Component.
extern const char* const component_columns[component_count];

/// Writes the epoch's row of `epoch_rewards`: an array a column over the tracked validators.
/// Columns that are zero for all of them are NULL where the schema allows it. Part of the caller's
/// transaction.
Expected<void> write_reward_row(Connection& connection, const EpochRecord& record,
                                const TrackedSet& tracked);

/// Writes the epoch's row of `epoch_misses`: every active validator of the chain that lacks a flag.
Expected<void> write_miss_row(Connection& connection, const EpochRecord& record);

}  // namespace apsis
