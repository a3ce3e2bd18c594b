// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/bytes.hpp"
#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// The canonical bytes of a snapshot file (SNAPSHOT.md): fields in the order of that text, no
/// spaces, a node a line, all optional fields that have a value, "\n" at the end. Reading them
/// gives the same snapshot, and equal snapshots have equal bytes.
std::string write_network_snapshot(const NetworkSnapshot& snapshot);

/// SHA-256 of a snapshot's canonical bytes: what two members compare.
Bytes32 snapshot_content_hash(const std::string& canonical);

}  // namespace apsis
