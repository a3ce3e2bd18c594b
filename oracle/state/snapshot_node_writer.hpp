// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oracle/state/network_snapshot.hpp"
#include "oracle/state/snapshot_json.hpp"

namespace apsis {

/// Writes one element of /nodes.
void write_snapshot_node(SnapshotJson& json, const Node& node);

}  // namespace apsis
