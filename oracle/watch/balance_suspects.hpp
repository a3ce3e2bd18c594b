// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "oracle/watch/vote_difference.hpp"

namespace apsis {

/// Single reasons that change our sums by exactly `total` and `staking` wei: a term or an item that
/// is left out or counted twice, or a validator whose balance is a whole number of gwei off. At
/// most max_difference_reasons; those of whole terms first, then of validators, then of items.
std::vector<DifferenceReason> balance_suspects(const NetworkBalances& ours, const int256& total,
                                               const int256& staking);

}  // namespace apsis
