// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "tests/sim/execution_faults.hpp"
#include "tests/sim/execution_recording.hpp"

namespace apsis {

/// JSON of a result, or of an error.
using RpcReplyText = std::expected<std::string, std::string>;

/// JSON of an error.
std::unexpected<std::string> rpc_error(int code, std::string_view message);

/// Root of the beacon block that an execution block with this time names as its parent's.
using ParentRoot = std::function<Bytes32(std::uint64_t timestamp)>;

/// A recording as it looks at one moment: up to a head, and through wrong beliefs.
class ExecutionView {
 public:
  ExecutionView(const ExecutionRecording& recording, std::uint64_t head, WrongBelief belief,
                const ParentRoot& parent_root);

  const ExecutionRecording& recording() const { return recording_; }
  const WrongBelief& belief() const { return belief_; }
  std::uint64_t head() const { return head_; }
  /// Number of the block that a parameter names: a tag, a number in hex, or an object with
  /// blockHash or blockNumber (its JSON); an error as nodes give it when there is none.
  std::expected<std::uint64_t, std::string> resolve(std::string_view json) const;
  /// Number of the block with this hash, up to the head.
  std::optional<std::uint64_t> find(const std::string& hash) const;
  /// The hash of a block.
  std::string hash_of(std::uint64_t number) const;
  /// JSON of a block's header.
  std::string header_json(std::uint64_t number) const;
  /// JSON with the hash of its block as this view sees it.
  std::string seen(std::string json, std::uint64_t number) const;
  /// The state of a block; an error when it was dropped, or was never recorded.
  std::expected<const RecordedState*, std::string> state(std::uint64_t number) const;

 private:
  const ExecutionRecording& recording_;
  std::uint64_t head_;
  WrongBelief belief_;
  const ParentRoot& parent_root_;
};

}  // namespace apsis
