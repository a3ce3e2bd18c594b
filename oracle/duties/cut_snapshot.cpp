// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/duties/cut_snapshot.hpp"

#include <algorithm>

namespace apsis {

NetworkSnapshot cut_snapshot(const NetworkSnapshot& snapshot, std::uint64_t epoch,
                             const EndBlock& end) {
  NetworkSnapshot out = snapshot;
  if (epoch >= last_duty_epoch(snapshot)) return out;
  IntervalBounds& interval = out.interval;
  interval.last_slot = (epoch + 1) * out.clock.slots_per_epoch - 1;
  interval.end_time_slot = interval.last_slot;
  interval.consensus_end_slot = std::max(end.slot, interval.consensus_start_slot);
  interval.execution_end_block = std::max(end.execution_number, interval.execution_start_block);
  interval.execution_end_time = end.execution_time;
  const std::uint64_t end_time = out.clock.time_of(interval.consensus_end_slot);
  for (Node& node : out.nodes) {
    node.registration_time = std::min(node.registration_time, end_time);
    if (node.oracle_dao_join_time)
      node.oracle_dao_join_time = std::min(*node.oracle_dao_join_time, end.execution_time);
  }
  return out;
}

}  // namespace apsis
