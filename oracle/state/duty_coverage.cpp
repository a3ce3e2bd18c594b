// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/duty_coverage.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace apsis {

namespace {

/// Calls `visit` with each validator of the snapshot that the beacon chain knows.
template <class Visit>
void for_each_beacon_validator(const NetworkSnapshot& snapshot, Visit visit) {
  for (const Node& node : snapshot.nodes) {
    for (const Minipool& minipool : node.minipools)
      if (minipool.beacon) visit(*minipool.beacon);
    if (!node.megapool) continue;
    for (const MegapoolValidator& validator : node.megapool->validators)
      if (validator.beacon) visit(*validator.beacon);
  }
}

}  // namespace

DutyCoverage::DutyCoverage(const NetworkSnapshot& snapshot,
                           std::span<const std::uint64_t> validators)
    : first_epoch_(first_duty_epoch(snapshot)),
      last_epoch_(last_duty_epoch(snapshot)),
      slots_per_epoch_(snapshot.clock.slots_per_epoch),
      has_epoch_(last_epoch_ - first_epoch_ + 1) {
  for (const std::uint64_t index : validators)
    validators_[index].has_duty.resize(has_epoch_.size());
  for_each_beacon_validator(snapshot, [this](const BeaconValidator& beacon) {
    const auto found = validators_.find(beacon.index);
    if (found == validators_.end()) return;
    found->second.activation_epoch = beacon.activation_epoch;
    found->second.exit_epoch = beacon.exit_epoch;
  });
}

void DutyCoverage::note_epoch(std::uint64_t epoch) {
  if (epoch >= first_epoch_ && epoch <= last_epoch_) has_epoch_[epoch - first_epoch_] = true;
}

void DutyCoverage::note(const AttestationDuty& duty) {
  const std::uint64_t epoch = duty.slot / slots_per_epoch_;
  if (epoch < first_epoch_ || epoch > last_epoch_) return;
  const auto found = validators_.find(duty.validator);
  if (found == validators_.end()) return;
  std::vector<bool>& has_duty = found->second.has_duty;
  if (has_duty[epoch - first_epoch_] && doubled_.empty())
    doubled_ = fmt::format("validator {} has two duties in epoch {}", duty.validator, epoch);
  has_duty[epoch - first_epoch_] = true;
}

std::string DutyCoverage::missing_epochs() const {
  std::string out;
  for (std::size_t i = 0; i < has_epoch_.size(); ++i) {
    if (has_epoch_[i]) continue;
    std::size_t end = i;
    while (end + 1 < has_epoch_.size() && !has_epoch_[end + 1]) ++end;
    out += fmt::format("{}{}", out.empty() ? "" : ", ", first_epoch_ + i);
    if (end > i) out += fmt::format(" to {}", first_epoch_ + end);
    i = end;
  }
  return out;
}

Expected<void> DutyCoverage::check() const {
  if (const std::string missing = missing_epochs(); !missing.empty())
    return fail(ErrorKind::mismatch, "epochs of the interval are missing: " + missing, "duties",
                "store them with apsis-indexer, or complete the duties file");
  if (!doubled_.empty()) return fail(ErrorKind::mismatch, doubled_, "duties");
  for (const auto& [index, validator] : validators_) {
    const std::uint64_t first = std::max(first_epoch_, validator.activation_epoch);
    for (std::uint64_t epoch = first; epoch <= last_epoch_ && epoch < validator.exit_epoch;
         ++epoch) {
      if (validator.has_duty[epoch - first_epoch_]) continue;
      return fail(
          ErrorKind::mismatch,
          fmt::format("validator {} is active in epoch {}, but has no duty there", index, epoch),
          "duties", "let apsis-indexer track it (--track), or complete the duties file");
    }
  }
  return {};
}

}  // namespace apsis
