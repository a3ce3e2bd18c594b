// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "core/error.hpp"
#include "oracle/duties/cut_snapshot.hpp"
#include "oracle/interval/duty_counter.hpp"
#include "oracle/interval/ruleset.hpp"
#include "oracle/state/interval_duties.hpp"
#include "oracle/state/network_snapshot.hpp"
#include "oracle/tree/rewards_file.hpp"

namespace apsis {

/// The tree of an interval that is still going on: duties are added epoch by epoch and never read
/// again, and after each epoch there is the tree as if the interval ended there. A plain value
/// without I/O.
class RunningTree {
 public:
  /// `decode` if the snapshot lacks what the ruleset asks for. The ruleset outlives this.
  static Expected<RunningTree> begin(NetworkSnapshot snapshot, const Ruleset& ruleset);

  const NetworkSnapshot& snapshot() const { return snapshot_; }
  /// Beacon indices whose duties and withdrawals are wanted, ascending.
  const std::vector<std::uint64_t>& validators() const { return validators_; }
  /// The next epoch to add.
  std::uint64_t next_epoch() const { return next_epoch_; }
  /// Whether every epoch of the interval is in.
  bool is_complete() const { return next_epoch_ > last_duty_epoch(snapshot_); }

  /// Places whose slot is needed in an epoch; in the newest one all, because its last block may
  /// stand before its last slot.
  std::vector<std::uint32_t> slots_needed(std::uint64_t epoch, bool newest) const;
  /// Adds the next epoch. `mismatch` as of DutyCounter; this is used up then.
  Expected<void> add(const EpochDuties& duties);
  /// Adds a withdrawal of an added epoch.
  void add(const ValidatorWithdrawal& withdrawal) { withdrawals_.push_back(withdrawal); }

  /// The rewards file as if the interval ended with the newest epoch, whose last block is `end`; in
  /// the interval's last epoch that of the interval. `invalid` where no tree can be made.
  Expected<RewardsFile> file(const EndBlock& end) const;

  /// The same interval by a newer snapshot, with the counts of this one for every validator whose
  /// duties count as before. `fresh`: places (in its own list) of the others; their counts are 0
  /// and must be added with `recount`. Nothing if the interval is another or starts elsewhere.
  std::optional<RunningTree> with_snapshot(NetworkSnapshot snapshot,
                                           std::vector<std::uint32_t>& fresh) const;
  /// Takes the counts of `counter` (whose windows are of `fresh`) for all epochs before the newest,
  /// and the newest epoch's duties of all validators.
  void recount(const std::vector<std::uint32_t>& fresh, const DutyCounter& counter,
               const std::optional<EpochDuties>& newest);
  /// How the duties of `places` count, for a counter of their own.
  DutyCounter counter_of(const std::vector<std::uint32_t>& places) const;
  /// Whether there is an epoch at all.
  bool has_epochs() const { return newest_.has_value(); }

 private:
  /// The newest epoch is kept apart: what counts of it depends on where the tree ends.
  struct KeptEpoch {
    std::uint64_t epoch;
    std::vector<std::uint8_t> slots;
    std::vector<LateDuty> late;
    EpochDuties view() const { return {epoch, slots, late}; }
  };

  RunningTree(NetworkSnapshot snapshot, const Ruleset& ruleset, DutyCounter counter,
              CountingRules rules);
  void keep(const EpochDuties& duties);

  NetworkSnapshot snapshot_;
  const Ruleset* ruleset_;
  CountingRules rules_;
  DutyCounter counter_;  ///< all epochs but the newest
  std::vector<std::uint64_t> validators_;
  std::optional<KeptEpoch> newest_;
  std::uint64_t next_epoch_;
  std::vector<ValidatorWithdrawal> withdrawals_;
};

}  // namespace apsis
