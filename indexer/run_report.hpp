// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "core/ops/progress.hpp"
#include "indexer/pipeline.hpp"
#include "indexer/source/node_roster.hpp"
#include "indexer/state_shelf.hpp"
#include "indexer/telemetry.hpp"

namespace apsis {

/// Keeps a command's progress bar and telemetry up to date while a pipeline runs.
class RunReport {
 public:
  /// `last_slot`: where the run ends, if that is known.
  RunReport(const char* title, Telemetry& telemetry, std::optional<std::uint64_t> last_slot);

  void started(const PipelineStart& start);
  void slot_done(std::uint64_t slot, bool empty);
  void epoch_proven(const EpochRecord& record);
  void target(std::uint64_t slot);
  /// What the nodes tell of the chain.
  void chain_seen(std::uint64_t head_slot, std::uint64_t finalized_slot);
  /// Blocks of that many slots lost.
  void reorganised(std::uint64_t slots);
  void node_seen(const NodeReport& node);
  void states_kept(const ShelfCounts& counts);
  /// Ends the bar; an error is counted.
  void finish(const Expected<void>& result, const PipelineTally& tally);

 private:
  Telemetry& telemetry_;
  Progress progress_;
  std::uint64_t anchor_slot_ = 0;
  std::uint64_t genesis_time_ = 0;
  std::uint64_t slot_duration_ms_ = 0;
  std::uint64_t slot_ = 0;
  std::optional<std::uint64_t> proven_epoch_;
};

/// `N blocks, N epochs proven, N mismatches`, with a line end.
std::string tally_line(const PipelineTally& tally);

/// The chain of a pipeline as the store knows it.
struct ChainIdentity;
ChainIdentity chain_identity(const PipelineStart& start);

}  // namespace apsis
