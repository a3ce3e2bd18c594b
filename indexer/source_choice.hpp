// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "indexer/source/block_source.hpp"

namespace apsis {

/// Epochs from `first` to `last`, both included; nothing: from the beginning, to the end.
struct EpochRange {
  std::optional<std::uint64_t> first{};
  std::optional<std::uint64_t> last{};
};

/// Refuses a range that ends before it begins (usage).
Expected<void> check_range(const EpochRange& range);

/// Which chain a command reads: a recording or era files, else what a node has.
struct SourceOptions {
  std::string recording{};  ///< directory
  std::string era{};        ///< directory of era files
  std::string beacon{};     ///< URLs, parted by commas
  std::string network{};    ///< of the era files: a name, or a file with the configuration
};

/// A source that is open, and how far it goes.
struct ChosenSource {
  std::unique_ptr<BlockSource> source;
  StartPoint start{};  ///< to see the wanted epochs from their first slot on
  /// The newest state from which everything from `first` on is seen.
  std::function<Expected<StartPoint>(Slot first)> start_before{};
  /// Compares the blocks before the first state with it and gives their number; none: the source
  /// has no such blocks.
  std::function<Expected<std::uint64_t>(std::stop_token)> check_before_start{};
  std::optional<std::uint64_t> end{};  ///< its last slot
  /// Whether the chain itself ends there, so that a state of the last slot proves what is before.
  bool is_whole = false;
};

/// Opens the source, and finds the newest state before the range's first epoch. Fails with usage
/// when none is named, or both kinds of files; else as the sources do.
Expected<ChosenSource> open_source(const SourceOptions& options, const EpochRange& epochs,
                                   std::stop_token stop);

}  // namespace apsis
