// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>

#include "indexer/source/block_source.hpp"

namespace apsis {

/// How eras are written.
struct EraExportOptions {
  std::filesystem::path directory;  ///< where the files go; it exists
  StartPoint start{};               ///< the state of the source that the replay begins with
  /// The state to begin with instead, from a file of the folder; its block comes from the source.
  std::optional<Bytes> known_state{};
  std::uint64_t last_slot = 0;  ///< of the source
  std::uint64_t first_era = 0;  ///< earlier ones are not written
  std::uint64_t last_era = ~std::uint64_t{0};
  std::stop_token stop{};
  std::function<void(std::uint64_t slot)> slot_done{};
  std::function<void(const std::filesystem::path&)> written{};  ///< a file has its name
};

/// Replays a source and writes every era whose blocks and end state it sees, each proven by the
/// blocks' state roots. A file appears under its name when it is complete; what was there under
/// that name is replaced. Ends at the source's last slot, behind the last era, or when a stop is
/// asked for. Gives the number of files. Errors: those of the source and the replay; unavailable
/// when the disk fails.
Expected<std::size_t> export_eras(BlockSource& source, const EraExportOptions& options);

}  // namespace apsis
