// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/error.hpp"
#include "oracle/duties/slot_blocks.hpp"
#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// Where the phase of the first submission ever comes from: 2024-04-18 06:00 UTC.
inline constexpr std::uint64_t submission_reference_time = 1'713'420'000;
/// Slots that are searched backwards for a block with a payload.
inline constexpr std::uint64_t target_search_slots = 32;

/// What the next target of balances or price follows from.
struct TargetInputs {
  ChainClock clock;
  std::uint64_t last_block = 0;        ///< accepted last; 0: none yet
  std::uint64_t last_parent_slot = 0;  ///< slot of the beacon block that last_block's header names
  std::uint64_t reference_time = submission_reference_time;
  std::uint64_t frequency_seconds = 0;
  std::uint64_t finalized_epoch = 0;
};

/// The block that a submission is about.
struct SubmissionTarget {
  std::uint64_t slot = 0;
  std::uint64_t slot_timestamp = 0;  ///< of that slot, not of the time that was aimed at
  std::uint64_t block = 0;

  bool is_after(std::uint64_t last_block) const { return block > last_block; }
};

/// The time that the next target aims at: the last multiple of the frequency, counted from the last
/// accepted block's slot, that is final. `unavailable` before there is one, `invalid` for a
/// frequency of 0.
Expected<std::uint64_t> next_target_time(const TargetInputs& inputs);

/// The newest final target. It may be the last accepted block again (`is_after` tells).
/// `unavailable` while there is none, also where 33 slots in a row have no execution block.
Expected<SubmissionTarget> next_submission_target(const TargetInputs& inputs,
                                                  const ExecutionBlockOf& execution_block_of);

}  // namespace apsis
