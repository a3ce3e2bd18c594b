// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/interval/effective_stake.hpp"

#include <algorithm>

#include "oracle/interval/borrowed_eth.hpp"
#include "oracle/interval/wei_math.hpp"

namespace apsis {

namespace {

constexpr std::uint64_t phase_in_start = 18;  ///< mainnet's interval of the first step
constexpr std::uint64_t phase_in_steps = 6;
const uint256 maximum_collateral = one_eth * 3u / 2u;

std::uint64_t phase_in_step(std::uint64_t index) {
  if (index < phase_in_start) return 1;
  return std::min(index - phase_in_start + 1, phase_in_steps);
}

}  // namespace

uint256 effective_stake(const Node& node, const NetworkSnapshot& snapshot) {
  const std::uint64_t last_epoch = last_duty_epoch(snapshot);
  uint256 bonded = 0;
  for (const Minipool& minipool : node.minipools)
    if (borrows(minipool, last_epoch)) bonded += minipool.bond;
  const uint256 borrowed = minipool_borrowed(node, last_epoch);
  const uint256 least = borrowed * snapshot.rpl.minimum_collateral.value_or(0) / snapshot.rpl.price;
  const uint256 most = bonded * maximum_collateral / snapshot.rpl.price;
  if (node.legacy_rpl < least) return 0;
  uint256 stake = std::min(node.legacy_rpl, most);
  const std::uint64_t registered_seconds =
      snapshot.clock.time_of(snapshot.interval.consensus_end_slot) - node.registration_time;
  const std::uint64_t interval_seconds = snapshot.interval.length_seconds;
  if (registered_seconds < interval_seconds) stake = stake * registered_seconds / interval_seconds;
  return stake;
}

uint256 phased_in_reward(std::uint64_t index, const uint256& pot, const uint256& weight,
                         const uint256& total_weight, const uint256& stake,
                         const uint256& total_stake) {
  if (stake == 0 || weight == 0) return 0;
  const std::uint64_t step = phase_in_step(index);
  const uint256 by_weight = pot * weight * step / (total_weight * phase_in_steps);
  const uint256 by_stake = pot * stake * (phase_in_steps - step) / (total_stake * phase_in_steps);
  return by_weight + by_stake;
}

}  // namespace apsis
