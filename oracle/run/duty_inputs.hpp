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

/// The snapshot with the end of the interval that is voted on. It may have been taken for another
/// slot that has the same last block, as that of balances; nothing else depends on that slot.
NetworkSnapshot with_end(NetworkSnapshot snapshot, const RewardsSnapshotPoint& point);

/// A header of the chain.
using HeaderOf = std::function<Expected<BlockHeader>(std::uint64_t block)>;

/// Rewards files from the running tree in the database, once it is complete; else built from the
/// interval's snapshot and the stored duties, and stored; else out of a folder with
/// `rp-rewards-NETWORK-INDEX.json` (none if its path is empty). The connection outlives it.
RewardsFileOf rewards_files_of(Connection& database, std::string network,
                               std::filesystem::path folder, SnapshotAt snapshot_at,
                               HeaderOf header_of);

}  // namespace apsis
