// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/check.hpp"
#include "oracle/interval/duty_scorer.hpp"

namespace apsis {

namespace {

constexpr std::uint64_t no_end = ~std::uint64_t{0};

/// First slot at or after a time.
std::uint64_t first_slot_from(const ChainClock& clock, std::uint64_t time) {
  if (time <= clock.genesis_time) return 0;
  const std::uint64_t seconds = time - clock.genesis_time;
  return seconds / clock.seconds_per_slot + (seconds % clock.seconds_per_slot != 0 ? 1 : 0);
}

/// Last slot at or before a time; nothing if the chain began later.
std::optional<std::uint64_t> last_slot_until(const ChainClock& clock, std::uint64_t time) {
  if (time < clock.genesis_time) return std::nullopt;
  return (time - clock.genesis_time) / clock.seconds_per_slot;
}

void begin_at(DutyWindow& window, std::uint64_t slot) {
  window.first_slot = std::max(window.first_slot, slot);
}

void end_at(DutyWindow& window, std::optional<std::uint64_t> slot) {
  if (slot)
    window.last_slot = std::min(window.last_slot, *slot);
  else
    window.first_slot = no_end;
}

}  // namespace

DutyWindow DutyScorer::window_of(std::uint64_t validator, const Place& place) const {
  const ChainClock& clock = snapshot_->clock;
  const PoolNode& node = nodes_[place.node];
  DutyWindow out{.validator = validator,
                 .first_slot = snapshot_->interval.consensus_start_slot,
                 .last_slot = snapshot_->interval.consensus_end_slot};
  const std::uint64_t change = node.node->smoothing_pool_change_time;
  if (node.node->in_smoothing_pool)
    begin_at(out, first_slot_from(clock, change));
  else
    end_at(out, last_slot_until(clock, change));
  const BeaconValidator* beacon = nullptr;
  if (place.is_minipool) {
    const Minipool& minipool = *node.minipools[place.position].minipool;
    beacon = &*minipool.beacon;
    begin_at(out, first_slot_from(clock, minipool.status_time));
    if (minipool.reduction) out.reduction_slot = first_slot_from(clock, minipool.reduction->time);
  } else {
    const PoolMegapoolValidator& member = node.megapool->validators[place.position];
    beacon = member.beacon;
    if (!member.record->staked) end_at(out, std::nullopt);
  }
  out.activation_epoch = beacon->activation_epoch;
  out.exit_epoch = beacon->exit_epoch;
  return out;
}

CountingRules DutyScorer::counting_rules() const {
  const std::uint64_t slots_per_epoch = snapshot_->clock.slots_per_epoch;
  return {.slots_per_epoch = slots_per_epoch,
          .one_epoch_inclusion = ruleset_->one_epoch_inclusion,
          .last_block_slot = (last_duty_epoch(*snapshot_) + 2) * slots_per_epoch - 1};
}

std::vector<DutyWindow> DutyScorer::windows() const {
  std::vector<DutyWindow> out;
  out.reserve(places_.size());
  for (const auto& [validator, place] : places_) out.push_back(window_of(validator, place));
  std::ranges::sort(out, {}, &DutyWindow::validator);
  return out;
}

void DutyScorer::add_counts(const DutyCounter& counter) {
  for (std::size_t i = 0; i < counter.windows().size(); ++i) {
    const auto found = places_.find(counter.windows()[i].validator);
    CHECK(found != places_.end());
    DutyCount count = counter.count(i);
    const Place& place = found->second;
    PoolNode& node = nodes_[place.node];
    DutyTally& tally = place.is_minipool ? node.minipools[place.position].tally
                                         : node.megapool->validators[place.position].tally;
    tally.successes += count.successes;
    tally.missed_slots.insert(tally.missed_slots.end(), count.missed_slots.begin(),
                              count.missed_slots.end());
    if (place.is_minipool)
      node.minipools[place.position].successes_before_reduction += count.successes_before_reduction;
  }
}

}  // namespace apsis
