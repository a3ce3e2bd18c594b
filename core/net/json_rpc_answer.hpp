// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"

namespace apsis {

/// Why a node refused one request.
struct RpcError {
  std::int64_t code = 0;
  std::string message{};        ///< the node's own words, shortened, control characters as '?'
  std::optional<Bytes> data{};  ///< what a contract gave back when it reverted

  bool operator==(const RpcError&) const = default;
  /// The error for people.
  std::string text() const;
};

/// What a node answered to one request: the result as JSON text without spaces, or an error.
struct RpcAnswer {
  std::string result{};
  std::optional<RpcError> error{};

  bool operator==(const RpcAnswer&) const = default;
};

/// Answers to the requests `first_id` … `first_id + count - 1` of one batch, in the order of the
/// requests, whatever order they came in; a batch of one is answered without a list. `decode` for
/// what is not JSON-RPC, for an answer that is missing, comes twice or was not asked for;
/// `unavailable` when the node refused the whole batch.
Expected<std::vector<RpcAnswer>> parse_rpc_batch(std::string_view body, std::uint64_t first_id,
                                                 std::size_t count, const std::string& place);

/// What the node says in a body that came with another status than 200; nothing if it says nothing
/// in JSON-RPC.
std::optional<RpcError> parse_rpc_refusal(std::string_view body);

}  // namespace apsis
