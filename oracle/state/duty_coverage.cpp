// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/duty_coverage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace apsis {

namespace {

/// Activity of a validator, from its snapshot record.
struct ActiveTime {
  std::uint64_t activation_epoch;
  std::uint64_t exit_epoch;
};

using ActiveTimes = std::unordered_map<std::uint64_t, ActiveTime>;

ActiveTimes active_times(const NetworkSnapshot& snapshot) {
  ActiveTimes out;
  const auto add = [&out](const std::optional<BeaconValidator>& beacon) {
    if (beacon) out[beacon->index] = {beacon->activation_epoch, beacon->exit_epoch};
  };
  for (const Node& node : snapshot.nodes) {
    for (const Minipool& minipool : node.minipools) add(minipool.beacon);
    if (!node.megapool) continue;
    for (const MegapoolValidator& validator : node.megapool->validators) add(validator.beacon);
  }
  return out;
}

std::unexpected<Error> missing_epochs(std::uint64_t first, std::uint64_t last) {
  return fail(ErrorKind::mismatch,
              first == last
                  ? fmt::format("epoch {} of the interval is missing", first)
                  : fmt::format("epochs {} to {} of the interval are missing", first, last),
              "duties", "store them with apsis-indexer, or complete the duties file");
}

}  // namespace

Expected<void> check_duty_coverage(const NetworkSnapshot& snapshot,
                                   std::span<const std::uint64_t> validators,
                                   const IntervalDuties& duties) {
  const std::uint64_t first = first_duty_epoch(snapshot);
  const std::uint64_t last = last_duty_epoch(snapshot);
  if (duties.first_epoch > first)
    return missing_epochs(first, std::min(last, duties.first_epoch - 1));
  if (duties.last_epoch < last) return missing_epochs(std::max(first, duties.last_epoch + 1), last);

  std::unordered_map<std::uint64_t, std::vector<std::uint64_t>> epochs;
  for (const AttestationDuty& duty : duties.duties)
    epochs[duty.validator].push_back(duty.slot / snapshot.clock.slots_per_epoch);
  const ActiveTimes times = active_times(snapshot);
  for (const std::uint64_t validator : validators) {
    std::vector<std::uint64_t>& held = epochs[validator];
    std::ranges::sort(held);
    const ActiveTime& time = times.at(validator);
    for (std::uint64_t epoch = std::max(first, time.activation_epoch);
         epoch <= last && epoch < time.exit_epoch; ++epoch) {
      const auto count = std::ranges::equal_range(held, epoch).size();
      if (count == 1) continue;
      return fail(ErrorKind::mismatch,
                  fmt::format("validator {} is active in epoch {}, but has {} duties there",
                              validator, epoch, count),
                  "duties",
                  "store the validator's duties (apsis-indexer --track), or complete the file");
    }
  }
  return {};
}

}  // namespace apsis
