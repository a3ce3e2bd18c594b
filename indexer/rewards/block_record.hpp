// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "indexer/decode/fork_types.hpp"
#include "indexer/rewards/epoch_record.hpp"

namespace apsis {

/// What is stored of a block. `block` is a `BeaconBlock` that the decoder has accepted; its root is
/// computed here.
BlockRecord make_block_record(const SszView& block, bool orphaned);

}  // namespace apsis
