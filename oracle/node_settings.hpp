// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/error.hpp"
#include "core/ops/settings.hpp"
#include "oracle/chain/node_address.hpp"

namespace apsis {

/// The execution nodes of --execution, and those of --archive after them. `usage` when there is
/// none, or for what is no address.
Expected<std::vector<NodeAddress>> execution_nodes_of(const Settings& settings);

}  // namespace apsis
