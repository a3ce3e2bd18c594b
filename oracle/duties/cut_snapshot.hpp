// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// The last canonical block of an epoch range.
struct EndBlock {
  std::uint64_t slot = 0;
  std::uint64_t execution_number = 0;
  std::uint64_t execution_time = 0;  ///< Unix seconds
};

/// The snapshot as if the interval ended with `epoch`, whose last block (or that of an epoch
/// before) is `end`: contracts stay as they are in the snapshot. In the interval's last epoch it is
/// the snapshot itself. Who registered or joined after the end counts as if at the end.
NetworkSnapshot cut_snapshot(const NetworkSnapshot& snapshot, std::uint64_t epoch,
                             const EndBlock& end);

}  // namespace apsis
