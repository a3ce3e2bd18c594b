// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/store/record_check.hpp"

#include <limits>
#include <string>
#include <utility>

namespace apsis {
namespace {

constexpr auto largest_gwei = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

std::string place(const EpochRecord& record) {
  return "epoch " + std::to_string(record.epoch.value);
}

Expected<void> check_lengths(const EpochRecord& record) {
  const ValidatorColumns& columns = record.validators;
  std::vector<std::pair<std::string, std::size_t>> lengths = {
      {"balance_end", columns.balance_end_gwei.size()},
      {"effective_balance", columns.effective_balance_gwei.size()},
      {"saturated", columns.saturated_gwei.size()},
      {"duties_before", columns.duties_before_gwei.size()},
      {"max_source", columns.max_source_gwei.size()},
      {"max_target", columns.max_target_gwei.size()},
      {"max_head", columns.max_head_gwei.size()},
      {"max_sync", columns.max_sync_gwei.size()},
      {"duty_slot", columns.duty_slot.size()},
      {"committee_index", columns.committee_index.size()},
      {"committee_position", columns.committee_position.size()},
      {"inclusion_delays", columns.inclusion_delays.size()},
      {"flags", columns.flags.size()},
      {"miss_cause", columns.miss_cause.size()}};
  for (std::size_t i = 0; i < component_count; ++i)
    lengths.emplace_back("component " + std::to_string(i), columns.component_gwei[i].size());
  const std::size_t expected = columns.balance_start_gwei.size();
  for (const auto& [name, length] : lengths)
    if (length != expected)
      return fail(ErrorKind::mismatch,
                  "column " + name + " has " + std::to_string(length) + " entries, balance_start " +
                      std::to_string(expected),
                  place(record));
  return {};
}

}  // namespace

Expected<void> check_record(const EpochRecord& record) {
  if (const Expected<void> done = check_lengths(record); !done) return done;
  const ValidatorColumns& columns = record.validators;
  for (std::size_t v = 0; v < columns.balance_start_gwei.size(); ++v) {
    if (columns.balance_start_gwei[v] > largest_gwei ||
        columns.balance_end_gwei[v] > largest_gwei ||
        columns.effective_balance_gwei[v] > largest_gwei)
      return fail(ErrorKind::mismatch,
                  "validator " + std::to_string(v) + " has a balance beyond 2^63", place(record));
    // Wide enough for any sum of 64-bit amounts.
    __int128 sum = columns.balance_start_gwei[v];
    sum += columns.duties_before_gwei[v];
    sum += columns.saturated_gwei[v];
    for (std::size_t c = 0; c < component_count; ++c)
      if (!booked_one_epoch_later(static_cast<Component>(c))) sum += columns.component_gwei[c][v];
    if (sum != static_cast<__int128>(columns.balance_end_gwei[v]))
      return fail(ErrorKind::mismatch,
                  "the components of validator " + std::to_string(v) + " lead to " +
                      std::to_string(static_cast<std::int64_t>(sum)) + " gwei, its balance is " +
                      std::to_string(columns.balance_end_gwei[v]),
                  place(record), "Nothing of this epoch was stored");
  }
  return {};
}

}  // namespace apsis
