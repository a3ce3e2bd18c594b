// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree/interval_header.hpp"

#include "oracle/tree/file_time.hpp"

namespace apsis {

namespace {

std::string time_text(std::uint64_t unix_seconds) {
  return rfc3339_time(static_cast<std::int64_t>(unix_seconds));
}

}  // namespace

FileHeader interval_file_header(const NetworkSnapshot& snapshot, const Ruleset& ruleset,
                                const IntervalResult& result) {
  const IntervalBounds& interval = snapshot.interval;
  FileHeader out;
  out.version = ruleset.file_version;
  out.ruleset = ruleset.number;
  out.index = interval.index;
  out.network = snapshot.network;
  if (ruleset.contract_times) {
    out.start_time = time_text(interval.contract_start_time.value_or(0));
    out.end_time = time_text(interval.contract_end_time.value_or(0));
  } else if (result.has_bounds) {
    out.start_time = time_text(snapshot.clock.time_of(interval.first_slot));
    out.end_time = time_text(snapshot.clock.time_of(interval.end_time_slot));
  } else {
    out.start_time = rfc3339_time(zero_time_seconds);
    out.end_time = rfc3339_time(zero_time_seconds);
  }
  const bool has_start = ruleset.contract_times ? result.pool_distributed : result.has_bounds;
  const bool has_end = ruleset.contract_times || result.has_bounds;
  if (has_start) {
    out.consensus_start_block = interval.consensus_start_slot;
    out.execution_start_block = interval.execution_start_block;
  }
  if (has_end) {
    out.consensus_end_block = interval.consensus_end_slot;
    out.execution_end_block = interval.execution_end_block;
  }
  return out;
}

}  // namespace apsis
