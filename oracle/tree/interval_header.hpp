// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oracle/interval/interval_rewards.hpp"
#include "oracle/state/network_snapshot.hpp"
#include "oracle/tree/file_header.hpp"

namespace apsis {

/// Header of the files of an interval. The first interval has no bounds: block numbers 0 and the
/// zero time "0001-01-01T00:00:00Z" (ruleset 8 has the contract's times and the end blocks).
FileHeader interval_file_header(const NetworkSnapshot& snapshot, const Ruleset& ruleset,
                                const IntervalResult& result);

}  // namespace apsis
