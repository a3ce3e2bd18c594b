// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/net/http_client.hpp"
#include "indexer/source/block_source.hpp"
#include "indexer/source/node_roster.hpp"

namespace apsis {

/// How a checkpoint is fetched and judged.
struct CheckpointOptions {
  bool allow_old = false;         ///< take a state that is older than its weak-subjectivity period
  std::uint64_t now_seconds = 0;  ///< Unix time
  HttpClientLimits http{};
  std::stop_token stop{};
  NoteSink note{};  ///< told what could not be compared, or was allowed although it is old
};

/// A final state to start from, and what it says of itself.
struct CheckpointState {
  RawState state{};
  Slot slot{};           ///< of the state
  Bytes32 state_root{};  ///< computed
  Slot block_slot{};     ///< of the newest block that the state holds
  Bytes32 block_root{};  ///< computed
  std::uint64_t age_epochs = 0;
  std::uint64_t period_epochs = 0;  ///< its weak-subjectivity period
  std::optional<std::string>
      compared_with{};  ///< redacted URL of the node that names the same root
};

/// Fetches the state that `--checkpoint` names: a slot, the root of a block or of a state (asked of
/// `nodes`), or the URL of another node or checkpoint provider, whose finalized state is taken. The
/// root of its newest block is compared with what a second node tells: with a URL one of `nodes`,
/// else the one behind the first. Errors: usage (not a slot, root or URL; not final yet; too old),
/// mismatch (another chain, another root: both are named), unavailable, decode.
Expected<CheckpointState> fetch_checkpoint(const std::string& checkpoint,
                                           const std::vector<Url>& nodes,
                                           const CheckpointOptions& options);

}  // namespace apsis
