// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oracle/state/interval_bounds.hpp"
#include "oracle/state/snapshot_taker.hpp"

namespace apsis {

/// A snapshot that is complete, before it is stored.
struct BuiltSnapshot {
  Captured captured{};
  ContractBook book{};
  bool used_known = false;     ///< facts of an earlier capture were used
  std::uint64_t requests = 0;  ///< JSON-RPC batches
};

/// Reads both sides of a snapshot at a block, and what a snapshot file's reader checks. An earlier
/// capture's facts are used while its block is on the chain; when they contradict the chain, all is
/// asked. Stores nothing. Errors as SnapshotTaker::take.
Expected<BuiltSnapshot> build_snapshot(const TakerSources& sources, const SnapshotPlace& place,
                                       const HeaderSource& header);

}  // namespace apsis
