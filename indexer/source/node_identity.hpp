// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "core/net/http_client.hpp"
#include "indexer/source/chain_spec.hpp"

namespace apsis {

/// What a node says of the chain that it is on.
struct NodeIdentity {
  ChainSpec spec{};
  Genesis genesis{};
};

/// Asks one node for config/spec and beacon/genesis. Errors: unavailable, usage (a login is
/// missing), decode (the answers are not a beacon node's).
Expected<NodeIdentity> read_node_identity(HttpClient& client);

/// Why two nodes are not on one chain, in words that name the first value that differs: genesis,
/// fork versions and epochs, deposit chain, length of an epoch, blob schedule. Nothing when they
/// are. Names that one of them leaves out do not count, but for the epoch of a planned fork.
std::optional<std::string> chain_difference(const NodeIdentity& ours, const NodeIdentity& theirs);

}  // namespace apsis
