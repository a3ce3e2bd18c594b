// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "indexer/replay/ledger.hpp"

namespace apsis {

/// What is the same for every validator in one booking of duties.
struct DutyRates {
  std::uint64_t base_reward_per_increment_gwei;
  std::uint64_t active_increments;
  std::uint64_t flag_increments[3];
  std::uint64_t inactivity_denominator;
  bool leak;

  std::uint64_t base_reward(std::uint64_t effective_gwei) const;
  /// Reward for a timely flag (`get_flag_index_deltas`).
  std::uint64_t reward(std::uint64_t effective_gwei, std::size_t flag) const;
  std::uint64_t penalty(std::uint64_t effective_gwei, std::size_t flag) const;
  /// `get_inactivity_penalty_deltas`.
  std::uint64_t inactivity_penalty(std::uint64_t effective_gwei, std::uint64_t score) const;
};

/// The amounts for every effective balance that there may be, by whole increments.
std::vector<DutyAmounts> duty_amounts(const DutyRates& rates);

/// Columns that the duties' pass reads and writes, an entry a validator.
struct DutyColumns {
  std::span<const std::uint64_t> effective_gwei;
  std::span<const std::uint8_t> flags;  ///< as DutyBooking::flags, but for the slashed
  std::span<const std::uint64_t> scores;
  std::span<std::uint64_t> balances_gwei;
};

/// Where the pass books what cannot be told from the flags.
struct DutyBooks {
  std::vector<std::int64_t> inactivity_gwei;
  std::vector<Saturation> saturations;
};

/// Books the duties of all validators that take part: flag by flag, then inactivity, each stopping
/// at 0 on its own. `amounts` are those of `rates`. Score times effective balance fits in 64 bits.
DutyBooks book_duties(const DutyRates& rates, std::span<const DutyAmounts> amounts,
                      const DutyColumns& columns);

/// The plain twin of book_duties: every amount by its formula.
DutyBooks book_duties_plain(const DutyRates& rates, const DutyColumns& columns);

}  // namespace apsis
