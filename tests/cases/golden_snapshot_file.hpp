// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// What is wrong when a snapshot goes into its file and comes back; empty: nothing.
std::string snapshot_file_problem(const NetworkSnapshot& snapshot);

}  // namespace apsis
