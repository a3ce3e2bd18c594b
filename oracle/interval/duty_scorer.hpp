// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "oracle/interval/duty_counter.hpp"
#include "oracle/interval/duty_window.hpp"
#include "oracle/interval/pool_nodes.hpp"
#include "oracle/interval/ruleset.hpp"
#include "oracle/state/interval_duties.hpp"

namespace apsis {

/// Sums of the interval's votes.
struct PoolScores {
  uint256 total;        ///< the nodes' scores
  int256 voter;         ///< ruleset 11
  int256 protocol_dao;  ///< ruleset 11
  std::uint64_t successes = 0;
};

/// Turns duties into scores. Takes duties and withdrawals in any order and any number of calls
/// (an epoch at a time, say), counts, and multiplies once at the end: a vote's score is constant
/// before and after the one bond reduction that is known.
class DutyScorer {
 public:
  /// The snapshot and the ruleset outlive the scorer.
  DutyScorer(const NetworkSnapshot& snapshot, const Ruleset& ruleset);

  /// Beacon indices whose duties and withdrawals matter, ascending.
  std::vector<std::uint64_t> validators() const;

  /// How a DutyCounter is to count for this interval.
  CountingRules counting_rules() const;
  /// Which duties of each of `validators()` count, in their order.
  std::vector<DutyWindow> windows() const;
  /// Adds what a DutyCounter counted in `windows()`.
  void add_counts(const DutyCounter& counter);

  /// Duties of other validators, of slots outside the interval, and of times at which the node was
  /// not in the pool are passed over.
  void add_duty(const AttestationDuty& duty);
  void add_withdrawal(const ValidatorWithdrawal& withdrawal);

  /// Sets the scores of all validators; called once, after the last duty.
  PoolScores finish();

  std::vector<PoolNode>& nodes() { return nodes_; }
  const MegapoolRecords& records() const { return records_; }

 private:
  /// Where a beacon index stands among the nodes.
  struct Place {
    std::size_t node = 0;
    bool is_minipool = false;
    std::size_t position = 0;
  };

  DutyWindow window_of(std::uint64_t validator, const Place& place) const;
  void map_minipools();
  void map_megapools();
  bool is_included(const AttestationDuty& duty) const;
  void add_minipool_duty(PoolMinipool& minipool, const AttestationDuty& duty);

  const NetworkSnapshot* snapshot_;
  const Ruleset* ruleset_;
  MegapoolRecords records_;
  std::vector<PoolNode> nodes_;
  std::unordered_map<std::uint64_t, Place> places_;
};

}  // namespace apsis
