// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/error.hpp"
#include "core/uint256.hpp"

namespace apsis {

/// What the limit on rate changes makes of a total.
struct ClampedRate {
  double ratio = 0;           ///< total / supply, as the official client rounds it
  int256 ratio_before_wei{};  ///< the same in parts of 10^18
  double head_rate = 0;       ///< the rate at the chain's head
  int256 head_rate_wei{};
  int256 ratio_after_wei{};  ///< not more than the largest change away from head_rate_wei
  int256 total_wei{};        ///< what is submitted

  bool clamped() const { return ratio_after_wei != ratio_before_wei; }
};

/// Limits the rate that `total_wei` and `supply_wei` give to `max_change_wei` (parts of 10^18, an
/// absolute amount) around the head's rate, as the official client does. `invalid` where that
/// client would divide by a rate of 0.
Expected<ClampedRate> clamp_rate(const int256& total_wei, const uint256& supply_wei,
                                 const uint256& head_rate_wei, const uint256& max_change_wei);

}  // namespace apsis
