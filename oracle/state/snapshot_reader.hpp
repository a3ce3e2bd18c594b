// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/error.hpp"
#include "oracle/state/json_reader.hpp"
#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// Reads a network snapshot file (SNAPSHOT.md beside this file). `decode` with the JSON path for
/// unknown, missing, malformed or contradictory fields.
Expected<NetworkSnapshot> read_network_snapshot(const std::string& text);

/// Reads one element of /nodes.
Node read_snapshot_node(const JsonNode& json);

/// Read the `funds` of the network, of a node, of a minipool and of a megapool.
NetworkFunds read_network_funds(const JsonNode& json);
NodeFunds read_node_funds(const JsonNode& json);
MinipoolFunds read_minipool_funds(const JsonNode& json);
MegapoolFunds read_megapool_funds(const JsonNode& json);
FinalWithdrawal read_final_withdrawal(const JsonNode& json);

/// Reports funds that are missing although the snapshot has some, or that cannot be.
void check_funds(const NetworkSnapshot& snapshot, const JsonNode& root);

/// Reports what contradicts itself in a snapshot that could be read.
void check_snapshot(const NetworkSnapshot& snapshot, const JsonNode& root);

}  // namespace apsis
