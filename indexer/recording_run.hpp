// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "indexer/pipeline.hpp"
#include "indexer/store/store.hpp"

namespace apsis {

/// Which recording is replayed, and how.
struct RecordingRun {
  const char* title;                     ///< of the progress bar
  std::string recording;                 ///< directory
  std::optional<std::uint64_t> to_slot;  ///< nothing: to its end
  std::string metrics;                   ///< ADDRESS:PORT or off
  bool check_signatures;
};

/// Replays and proves a recording; with a store each proven epoch is put there.
Expected<void> run_recording(const RecordingRun& run, Store* store, PipelineTally& tally);

}  // namespace apsis
