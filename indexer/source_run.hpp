// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "indexer/pipeline.hpp"
#include "indexer/source_choice.hpp"
#include "indexer/store/chain_identity.hpp"

namespace apsis {

/// What is replayed, and how.
struct SourceRun {
  const char* title;  ///< of the progress bar
  SourceOptions source{};
  EpochRange epochs{};                     ///< those that are handed out
  std::optional<std::uint64_t> to_slot{};  ///< nothing: to the end of the source
  std::string metrics{};                   ///< ADDRESS:PORT or off
  bool check_signatures = false;
  /// Compares the blocks before the first state with it, when no range names a first epoch.
  bool checks_before_start = false;
  ProofMode prove = ProofMode::epoch;
  /// Where states are kept to go on from after a restart; empty: nowhere. A range that begins with
  /// an epoch is begun from one of them, where it is behind the source's own state for it.
  std::filesystem::path states{};
  std::chrono::seconds keep_interval = default_keep_interval;
};

/// Where the epochs go; a command without a database gives none of the two.
struct EpochSink {
  std::function<Expected<void>(const ChainIdentity&)> begin{};
  std::function<Expected<void>(const EpochRecord&)> put{};
};

/// Replays and proves a source and hands out the epochs of the range, until the last of them is
/// proven, the source ends or a slot is reached. Epochs of the range that were not proven because
/// the source ends before are logged; `missing_from` gets the first of them.
Expected<void> run_source(const SourceRun& run, const EpochSink& sink, PipelineTally& tally,
                          std::optional<std::uint64_t>* missing_from = nullptr);

}  // namespace apsis
