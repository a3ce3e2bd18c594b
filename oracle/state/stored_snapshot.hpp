// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.hpp"

namespace apsis {

/// Whether the block of a snapshot is known to stay: it was the chain's head when it was taken.
enum class SnapshotState { unconfirmed, confirmed, reorged };
/// How the values came: all asked, what never changes from the cache, or from a file.
enum class SnapshotOrigin { full, cached, imported };

/// What taking a snapshot asked of the nodes.
struct SnapshotCost {
  std::uint64_t sub_calls = 0;
  std::uint64_t requests = 0;
  std::uint64_t answer_bytes = 0;
  std::uint64_t milliseconds = 0;

  bool operator==(const SnapshotCost&) const = default;
};

/// Where, when and how a snapshot was taken.
struct SnapshotTaking {
  std::optional<Bytes32> block_hash;  ///< of its execution block; nothing: a file does not tell
  SnapshotState state = SnapshotState::unconfirmed;
  SnapshotOrigin origin = SnapshotOrigin::full;
  bool used_archive = false;   ///< the block's state was no longer anywhere else
  std::uint64_t taken_at = 0;  ///< seconds since 1970
  SnapshotCost cost{};

  bool operator==(const SnapshotTaking&) const = default;
};

/// A snapshot in the database, without its values.
struct StoredSnapshot {
  std::int64_t id = 0;
  std::string network;
  std::uint64_t slot = 0;
  std::uint64_t block_number = 0;
  Bytes32 content_hash{};
  SnapshotTaking taking;
  std::optional<std::uint64_t> checked_at;  ///< when the block was compared with the final chain
};

std::string_view snapshot_state_name(SnapshotState state);
std::string_view snapshot_origin_name(SnapshotOrigin origin);

}  // namespace apsis
