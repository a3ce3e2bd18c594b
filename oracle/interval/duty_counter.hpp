// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "core/error.hpp"
#include "oracle/interval/duty_window.hpp"
#include "oracle/state/epoch_duties.hpp"

namespace apsis {

/// What one validator's duties come to.
struct DutyCount {
  std::uint64_t successes = 0;
  std::uint64_t successes_before_reduction = 0;  ///< of `successes`
  std::vector<std::uint64_t> missed_slots;       ///< in the order in which they were added
};

/// What tells one counting of the same duties from another.
struct CountingRules {
  std::uint64_t slots_per_epoch = 32;
  bool one_epoch_inclusion = false;  ///< a vote counts only within an epoch of its slot
  std::uint64_t last_block_slot = ~std::uint64_t{0};  ///< votes in later blocks do not count
};

/// Adds up duties epoch by epoch, for many validators at once: in most epochs every slot counts, so
/// that a duty is one byte to look at. The plain twin is DutyScorer::add_duty.
class DutyCounter {
 public:
  /// `windows` is the list of validators that duties are given for; ascending.
  DutyCounter(std::vector<DutyWindow> windows, CountingRules rules);

  const std::vector<DutyWindow>& windows() const { return windows_; }
  /// Places whose exact slot in `epoch` is needed.
  std::vector<std::uint32_t> slots_needed(std::uint64_t epoch) const;

  /// Adds an epoch; each epoch once. With `last_slot`, later duties of it do not count (all slots
  /// are needed then). `mismatch` for a validator that is active without a duty, or for duties that
  /// contradict each other; the counter is used up then.
  Expected<void> add(const EpochDuties& duties,
                     std::optional<std::uint64_t> last_slot = std::nullopt);

  DutyCount count(std::size_t place) const;
  /// Makes `from`'s count the count of `place`.
  void set_count(std::size_t place, DutyCount from);

 private:
  /// A run of slots that counts for one validator under one set of terms.
  struct Span {
    std::uint32_t place;
    std::uint64_t first_slot, last_slot;
  };

  void enter_span(std::size_t at, const Span& span);
  Expected<void> check_active(const EpochDuties& duties) const;
  void add_whole_epoch(const EpochDuties& duties);
  Expected<void> add_edges(const EpochDuties& duties, std::uint64_t last_slot, bool all);
  Expected<void> add_late(const EpochDuties& duties, std::uint64_t last_slot);
  bool in_time(std::uint64_t slot, std::uint8_t delay_slots) const;

  std::vector<DutyWindow> windows_;
  CountingRules rules_;
  /// The first windows_.size() spans are the windows' own (under the present terms), in their
  /// order; those before a bond reduction follow.
  std::vector<Span> spans_;
  std::vector<std::uint32_t> successes_;    ///< by span
  std::vector<std::uint32_t> first_whole_;  ///< by span: first epoch of which every slot counts ...
  std::vector<std::uint32_t> whole_count_;  ///< ... and how many there are
  std::vector<std::uint32_t> activation_, active_count_;       ///< by place, in epochs
  std::map<std::uint64_t, std::vector<std::uint32_t>> edges_;  ///< spans by epoch counted in part
  std::map<std::uint32_t, std::uint32_t> earlier_span_;        ///< by place
  std::vector<std::vector<std::uint64_t>> missed_slots_;       ///< by place
};

}  // namespace apsis
