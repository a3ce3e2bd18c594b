// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/pg/database.hpp"
#include "oracle/state/interval_duties.hpp"

namespace apsis::test {

/// A new database at the newest schema step, with the row of a chain whose genesis is at 1000 s.
Database database_with_chain(std::uint64_t slots_per_epoch = 32,
                             const std::string& preset = "mainnet");

void run_sql(Database& database, const std::string& sql);

/// Writes duties and withdrawals as the indexer does, for `tracked` validators (ascending; nothing:
/// all). False where rows cannot say it: two duties in an epoch, or a vote beyond 64 slots.
bool write_duties(Database& database, const IntervalDuties& duties, std::uint64_t slots_per_epoch,
                  std::optional<std::vector<std::int32_t>> tracked = std::nullopt,
                  const Bytes32& attester_seed = {});

}  // namespace apsis::test
