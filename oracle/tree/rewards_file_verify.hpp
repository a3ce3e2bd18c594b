// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/error.hpp"
#include "oracle/tree/rewards_file.hpp"

namespace apsis {

/// Checks everything of a rewards file that it proves by itself: entries in ascending order and
/// without duplicates, the Merkle root, every proof, the sums by network, every total, and that
/// the smoothing pool's ETH goes somewhere. `mismatch` names the first entry that is wrong.
/// Not checkable from a file alone: how much each node should have got.
Expected<void> verify_rewards_file(const RewardsFile& file);

/// What a node needs to claim: its amounts and proof.
/// `usage` if the file does not reward the address; `mismatch` if the file itself is wrong.
Expected<RewardsFileNode> rewards_claim(const RewardsFile& file, const Bytes20& address);

}  // namespace apsis
