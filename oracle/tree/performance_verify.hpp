// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oracle/tree/performance_file.hpp"
#include "oracle/tree/rewards_file.hpp"

namespace apsis {

/// Checks what a performance file and the rewards file of the same interval prove together: the
/// same header, missed slots that fit their counts and the interval, each validator's ETH as its
/// part of the pool by score, and no more ETH earned than the nodes got. `mismatch` names the
/// entry. Neither file says which node a minipool belongs to, so the nodes' sums are not checked.
Expected<void> verify_performance_file(const PerformanceFile& performance,
                                       const RewardsFile& rewards);

}  // namespace apsis
