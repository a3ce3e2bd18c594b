// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/pg/connection.hpp"
#include "oracle/duties/cut_snapshot.hpp"
#include "oracle/tree/rewards_file.hpp"

namespace apsis {

/// Where a running tree stands.
struct RunningStand {
  std::uint64_t first_epoch = 0;
  std::uint64_t last_epoch = 0;          ///< newest epoch that is in it
  std::uint64_t planned_last_epoch = 0;  ///< of the interval
  Bytes32 snapshot_sha256{};             ///< of the snapshot file
  bool is_complete() const { return last_epoch == planned_last_epoch; }
};

/// Puts an interval's tree in place of the one before (tables running_trees, running_shares), in
/// one transaction; the whole rewards file when the interval is complete.
Expected<void> put_running_tree(Connection& connection, const RunningStand& stand,
                                const RewardsFile& file);

/// The newest epoch up to `last` such that all from `first` to it are stored and final; nothing if
/// `first` is not.
Expected<std::optional<std::uint64_t>> newest_final_epoch(Connection& connection,
                                                          std::uint64_t first, std::uint64_t last);

/// State root that proved a stored and final epoch; nothing if it is not there.
Expected<std::optional<std::string>> epoch_proof(Connection& connection, std::uint64_t epoch);

/// The last canonical block of slots `first` to `last`; `mismatch` if there is none.
Expected<EndBlock> end_block(Connection& connection, std::uint64_t first, std::uint64_t last);

}  // namespace apsis
