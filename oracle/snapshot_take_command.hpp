// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "oracle/chain/network.hpp"
#include "oracle/chain/node_address.hpp"
#include "oracle/state/snapshot_taker.hpp"

namespace apsis {

/// What `snapshot take` is told.
struct SnapshotTakeCall {
  Network network{};
  std::vector<NodeAddress> execution{};
  std::vector<NodeAddress> beacon{};  ///< empty: the indexer's rows alone
  std::string database{};
  TakeOrder order{};
};

/// Takes a snapshot, stores and prints it with what it cost, and confirms earlier ones whose blocks
/// are final by now. Errors as SnapshotTaker::take; nothing is stored then.
Expected<int> run_snapshot_take(SnapshotTakeCall call);

}  // namespace apsis
