// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "oracle/run/duty.hpp"

namespace apsis {

/// Snapshots out of a folder with files `snapshot-BLOCK.json`, BLOCK the number of the execution
/// block. `unavailable` while the file is not there.
SnapshotAt snapshots_of_folder(std::filesystem::path folder);

/// Snapshots of the database, else out of the folder (none if its path is empty). `unavailable`
/// while there is none of the block. The connection outlives it.
SnapshotAt snapshots_of(Connection& database, std::filesystem::path folder);

/// Rewards files from the running tree in the database, once it is complete; else out of a folder
/// with `rp-rewards-NETWORK-INDEX.json` (none if its path is empty). The connection outlives it.
RewardsFileOf rewards_files_of(Connection& database, std::string network,
                               std::filesystem::path folder);

}  // namespace apsis
