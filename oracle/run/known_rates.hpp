// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/error.hpp"
#include "core/pg/connection.hpp"
#include "oracle/run/vote_sanity.hpp"

namespace apsis {

/// The rates that were accepted last, oldest first, at most most_rates of them. `unavailable` when
/// the database fails.
Expected<std::vector<KnownRate>> known_rates(Connection& connection);

}  // namespace apsis
