// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/interval/duty_counter.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/check.hpp"

namespace apsis {

namespace {

/// Epochs fit 32 bits for longer than the Sun lasts.
std::uint32_t clipped(std::uint64_t epoch) {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(epoch, 0xffffffff));
}

std::unexpected<Error> wrong(std::uint64_t validator, std::uint64_t epoch, const char* what,
                             const char* remedy) {
  return fail(ErrorKind::mismatch,
              fmt::format("validator {} in epoch {} {}", validator, epoch, what), "duties", remedy);
}

}  // namespace

DutyCounter::DutyCounter(std::vector<DutyWindow> windows, CountingRules rules)
    : windows_(std::move(windows)), rules_(rules) {
  std::vector<Span> earlier;
  for (std::size_t i = 0; i < windows_.size(); ++i) {
    const DutyWindow& window = windows_[i];
    CHECK(i == 0 || windows_[i - 1].validator < window.validator);
    const auto place = static_cast<std::uint32_t>(i);
    Span span{place, window.first_slot, window.last_slot};
    if (window.reduction_slot > span.first_slot) {
      earlier.push_back(
          {place, span.first_slot, std::min(span.last_slot, window.reduction_slot - 1)});
      span.first_slot = window.reduction_slot;
    }
    spans_.push_back(span);
    activation_.push_back(clipped(window.activation_epoch));
    active_count_.push_back(clipped(window.exit_epoch) -
                            std::min(clipped(window.activation_epoch), clipped(window.exit_epoch)));
  }
  for (const Span& span : earlier) {
    earlier_span_[span.place] = static_cast<std::uint32_t>(spans_.size());
    spans_.push_back(span);
  }
  successes_.resize(spans_.size());
  first_whole_.resize(spans_.size());
  whole_count_.resize(spans_.size());
  missed_slots_.resize(windows_.size());
  for (std::size_t i = 0; i < spans_.size(); ++i) enter_span(i, spans_[i]);
}

void DutyCounter::enter_span(std::size_t at, const Span& span) {
  if (span.first_slot > span.last_slot) return;
  const std::uint64_t slots = rules_.slots_per_epoch;
  const std::uint64_t first = (span.first_slot + slots - 1) / slots;
  const std::uint64_t end = span.last_slot == ~std::uint64_t{0} ? ~std::uint64_t{0} / slots
                                                                : (span.last_slot + 1) / slots;
  first_whole_[at] = clipped(first);
  whole_count_[at] = clipped(end > first ? end - first : 0);
  const auto index = static_cast<std::uint32_t>(at);
  if (span.first_slot % slots != 0) edges_[span.first_slot / slots].push_back(index);
  const std::uint64_t last_epoch = span.last_slot / slots;
  const bool told = span.first_slot % slots != 0 && span.first_slot / slots == last_epoch;
  if (end == last_epoch && !told) edges_[last_epoch].push_back(index);
}

std::vector<std::uint32_t> DutyCounter::slots_needed(std::uint64_t epoch) const {
  std::vector<std::uint32_t> out;
  const auto found = edges_.find(epoch);
  if (found == edges_.end()) return out;
  for (const std::uint32_t span : found->second) out.push_back(spans_[span].place);
  std::ranges::sort(out);
  out.erase(std::ranges::unique(out).begin(), out.end());
  return out;
}

bool DutyCounter::in_time(std::uint64_t slot, std::uint8_t delay_slots) const {
  return delay_slots != 0 &&
         (!rules_.one_epoch_inclusion || delay_slots <= rules_.slots_per_epoch) &&
         slot + delay_slots <= rules_.last_block_slot;
}

void DutyCounter::add_whole_epoch(const EpochDuties& duties) {
  const std::uint32_t epoch = clipped(duties.epoch);
  const std::uint8_t* const slots = duties.slots.data();
  // The hot loop: no branch, so that several validators go through at once. An epoch before the
  // first one wraps around to a number beyond the count.
  const std::size_t count = windows_.size();
  for (std::size_t i = 0; i < count; ++i)
    successes_[i] += static_cast<std::uint32_t>(slots[i] != no_duty) &
                     static_cast<std::uint32_t>(epoch - first_whole_[i] < whole_count_[i]);
  for (std::size_t i = count; i < spans_.size(); ++i)
    if (slots[spans_[i].place] != no_duty && epoch - first_whole_[i] < whole_count_[i])
      ++successes_[i];
}

/// A duty that is not stored would otherwise pass as one that the validator never had.
Expected<void> DutyCounter::check_active(const EpochDuties& duties) const {
  const std::uint32_t epoch = clipped(duties.epoch);
  const std::uint8_t* const slots = duties.slots.data();
  std::uint32_t absent = 0;
  for (std::size_t i = 0; i < windows_.size(); ++i)
    absent |= static_cast<std::uint32_t>(slots[i] == no_duty) &
              static_cast<std::uint32_t>(epoch - activation_[i] < active_count_[i]);
  if (absent == 0) return {};
  for (std::size_t i = 0; i < windows_.size(); ++i)
    if (slots[i] == no_duty && epoch - activation_[i] < active_count_[i])
      return wrong(windows_[i].validator, duties.epoch, "is active, but has no duty there",
                   "the snapshot and the stored chain do not belong together");
  return {};
}

/// Counts those spans of which only a part of the epoch's slots count.
Expected<void> DutyCounter::add_edges(const EpochDuties& duties, std::uint64_t last_slot,
                                      bool all) {
  const std::uint64_t first_slot = duties.epoch * rules_.slots_per_epoch;
  const auto add_one = [&](std::size_t at) -> bool {
    const std::uint8_t slot_in_epoch = duties.slots[spans_[at].place];
    if (slot_in_epoch == no_duty) return true;
    if (slot_in_epoch == unasked_slot) return false;
    const std::uint64_t slot = first_slot + slot_in_epoch;
    if (slot >= spans_[at].first_slot && slot <= std::min(spans_[at].last_slot, last_slot))
      ++successes_[at];
    return true;
  };
  std::vector<std::uint32_t> some;
  if (const auto found = edges_.find(duties.epoch); found != edges_.end()) some = found->second;
  for (std::size_t i = 0; i < (all ? spans_.size() : some.size()); ++i)
    if (const std::size_t at = all ? i : some[i]; !add_one(at))
      return wrong(windows_[spans_[at].place].validator, duties.epoch,
                   "has a duty whose slot is needed and not known", "store its duties again");
  return {};
}

/// Takes back what was counted as voted for and was not, or not in time.
Expected<void> DutyCounter::add_late(const EpochDuties& duties, std::uint64_t last_slot) {
  for (const LateDuty& late : duties.late) {
    const std::uint8_t known = duties.slots[late.place];
    if (known == no_duty || (known != unasked_slot && known != late.slot_in_epoch))
      return wrong(windows_[late.place].validator, duties.epoch,
                   "has a late vote of another slot than its duty", "store its duties again");
    const std::uint64_t slot = duties.epoch * rules_.slots_per_epoch + late.slot_in_epoch;
    if (in_time(slot, late.first_delay_slots)) continue;
    std::size_t at = late.place;
    if (slot < spans_[at].first_slot) {
      const auto earlier = earlier_span_.find(late.place);
      if (earlier == earlier_span_.end()) continue;
      at = earlier->second;
    }
    if (slot < spans_[at].first_slot || slot > std::min(spans_[at].last_slot, last_slot)) continue;
    --successes_[at];
    missed_slots_[late.place].push_back(slot);
  }
  return {};
}

Expected<void> DutyCounter::add(const EpochDuties& duties, std::optional<std::uint64_t> last_slot) {
  CHECK(duties.slots.size() == windows_.size());
  const std::uint64_t end = last_slot.value_or(~std::uint64_t{0});
  const bool in_part = end < (duties.epoch + 1) * rules_.slots_per_epoch - 1;
  if (auto ok = check_active(duties); !ok) return ok;
  if (!in_part) add_whole_epoch(duties);
  if (auto ok = add_edges(duties, end, in_part); !ok) return ok;
  return add_late(duties, end);
}

DutyCount DutyCounter::count(std::size_t place) const {
  DutyCount out;
  const auto earlier = earlier_span_.find(static_cast<std::uint32_t>(place));
  if (earlier != earlier_span_.end()) out.successes_before_reduction = successes_[earlier->second];
  out.successes = successes_[place] + out.successes_before_reduction;
  out.missed_slots = missed_slots_[place];
  return out;
}

void DutyCounter::set_count(std::size_t place, DutyCount from) {
  const auto earlier = earlier_span_.find(static_cast<std::uint32_t>(place));
  CHECK(earlier != earlier_span_.end() || from.successes_before_reduction == 0);
  if (earlier != earlier_span_.end())
    successes_[earlier->second] = static_cast<std::uint32_t>(from.successes_before_reduction);
  successes_[place] = static_cast<std::uint32_t>(from.successes - from.successes_before_reduction);
  missed_slots_[place] = std::move(from.missed_slots);
}

}  // namespace apsis
