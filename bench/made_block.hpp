// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "indexer/decode/preset.hpp"
#include "indexer/replay/replay.hpp"

namespace apsis {

/// A full block on top of a replay that stands at the block's slot, its state root still empty: 8
/// aggregates of all committees of the 8 slots before (the newest is new, the others bring votes
/// that came late), everybody in the sync aggregate, as many withdrawals as there may be, 100 kB of
/// transactions, 6 blobs, deposit requests. Nothing is signed.
Bytes make_block(const Replay<MainnetPreset>& run);

/// The same block with its state root (`BeaconBlock`).
void set_state_root(Bytes& block, const Bytes32& root);

}  // namespace apsis
