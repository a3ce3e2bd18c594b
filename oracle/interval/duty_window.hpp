// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/units.hpp"

namespace apsis {

/// From which slot to which a validator's duties count, and under which terms. What an interval's
/// duties come to follows from this and the duties alone.
struct DutyWindow {
  std::uint64_t validator = 0;
  std::uint64_t first_slot = 1;
  std::uint64_t last_slot = 0;  ///< inclusive; less than first_slot: none counts
  /// Votes of earlier slots count under the terms before the bond reduction; 0: all under one.
  std::uint64_t reduction_slot = 0;
  /// Epochs in which the validator must have a duty, as the snapshot knows it: activation_epoch to
  /// before exit_epoch.
  std::uint64_t activation_epoch = far_future_epoch;
  std::uint64_t exit_epoch = far_future_epoch;

  friend bool operator==(const DutyWindow&, const DutyWindow&) = default;
};

}  // namespace apsis
