// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oracle/state/capture.hpp"
#include "oracle/state/capture_plan.hpp"

namespace apsis {

/// How many of each the contracts list.
struct NetworkCounts {
  std::uint64_t nodes = 0;
  std::uint64_t minipools = 0;
  std::uint64_t megapool_validators = 0;
  std::uint64_t members = 0;
};

/// Most of any kind that are asked for: a larger count is no network's.
inline constexpr std::uint64_t max_listed = 2'000'000;

/// What the stages share.
struct CaptureWork {
  const CaptureSources& sources;
  Captured& captured;
  bool all_changed = true;  ///< nothing of the known facts but what never changes may be used

  bool changed(const Bytes20& address) const {
    return all_changed || sources.changed->contains(address);
  }
  CapturePlan plan() const { return CapturePlan(sources.book); }
  Expected<void> run(CapturePlan& plan) const { return plan.run(sources.caller, captured.cost); }
};

/// The network's own values, and how much there is of everything.
Expected<NetworkCounts> capture_network(const CaptureWork& work);
/// All nodes with their minipools' addresses; each minipool that is known has its old values.
Expected<void> capture_nodes(const CaptureWork& work, const NetworkCounts& counts);
/// Values of all minipools.
Expected<void> capture_minipools(const CaptureWork& work);
/// Values and validators of all megapools.
Expected<void> capture_megapools(const CaptureWork& work, std::uint64_t validators);

}  // namespace apsis
