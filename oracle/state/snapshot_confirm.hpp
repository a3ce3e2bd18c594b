// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/error.hpp"
#include "oracle/state/block_search.hpp"
#include "oracle/state/snapshot_store.hpp"

namespace apsis {

/// What became of snapshots that nobody had confirmed; the reorged ones must be taken again.
struct SnapshotConfirmation {
  std::uint64_t final_block = 0;
  std::vector<StoredSnapshot> confirmed;
  std::vector<StoredSnapshot> reorged;
};

/// Compares each unconfirmed snapshot whose block number is final by now with the final block of
/// that number, and enters what it finds. Errors: those of the database and of the headers; what
/// was entered before stays.
Expected<SnapshotConfirmation> confirm_snapshots(SnapshotStore& store, const HeaderSource& header,
                                                 std::uint64_t now);

}  // namespace apsis
