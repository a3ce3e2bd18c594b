// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "bench/report.hpp"
#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/pg/connection.hpp"
#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// How large a made-up rewards interval is: mainnet's, or a tiny one for a small registry.
struct IntervalSize {
  std::uint64_t epochs = 0;
  std::uint64_t active = 0;      ///< validators on the chain with duties
  std::uint64_t validators = 0;  ///< of them Rocket Pool's
  std::uint64_t nodes = 0;

  static IntervalSize of(const BenchSize& size);
};

inline constexpr std::uint64_t made_first_epoch = 400'000;

/// A snapshot of ruleset 11: minipools and megapools, opt-ins and opt-outs within the interval.
/// Beacon indices are spread over the active validators.
NetworkSnapshot made_snapshot(const IntervalSize& size);

/// Duties of one epoch for every active validator: slots of those tracked (Rocket Pool's), and late
/// votes of all, as epoch_duties holds them.
struct MadeEpoch {
  Bytes duty_slots;
  Bytes late_votes;
};
MadeEpoch made_epoch(const IntervalSize& size, const std::vector<std::uint64_t>& tracked,
                     std::uint64_t epoch);

/// Fills an empty database with the interval: chain, keys, duties, 16 withdrawals a slot.
Expected<void> store_made_interval(Connection& connection, const IntervalSize& size,
                                   const NetworkSnapshot& snapshot,
                                   const std::vector<std::uint64_t>& tracked);

}  // namespace apsis
