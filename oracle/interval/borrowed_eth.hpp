// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/uint256.hpp"
#include "oracle/interval/megapool_records.hpp"
#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// Whether a minipool's validator stakes for rETH holders at the snapshot: staking, known on the
/// beacon chain, and exiting after the interval's last epoch if at all.
bool borrows(const Minipool& minipool, std::uint64_t last_epoch);

/// ETH that a node's minipools borrow, in wei.
uint256 minipool_borrowed(const Node& node, std::uint64_t last_epoch);

/// ETH that a node's megapool borrows, in wei; what is requested for validators in prestake does
/// not count yet, which can make it negative.
int256 megapool_borrowed(const Node& node, const MegapoolRecords& records);

}  // namespace apsis
