// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/tree/interval_header.hpp"

#include <fmt/format.h>

#include <chrono>

namespace apsis {

namespace {

constexpr const char* zero_time = "0001-01-01T00:00:00Z";

}  // namespace

std::string rfc3339_time(std::uint64_t unix_seconds) {
  using namespace std::chrono;
  const sys_seconds time{seconds{static_cast<std::int64_t>(unix_seconds)}};
  const sys_days day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{time - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

FileHeader interval_file_header(const NetworkSnapshot& snapshot, const Ruleset& ruleset,
                                const IntervalResult& result) {
  const IntervalBounds& interval = snapshot.interval;
  FileHeader out;
  out.version = ruleset.file_version;
  out.ruleset = ruleset.number;
  out.index = interval.index;
  out.network = snapshot.network;
  if (ruleset.contract_times) {
    out.start_time = rfc3339_time(interval.contract_start_time.value_or(0));
    out.end_time = rfc3339_time(interval.contract_end_time.value_or(0));
  } else if (result.has_bounds) {
    out.start_time = rfc3339_time(snapshot.clock.time_of(interval.first_slot));
    out.end_time = rfc3339_time(snapshot.clock.time_of(interval.end_time_slot));
  } else {
    out.start_time = zero_time;
    out.end_time = zero_time;
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
