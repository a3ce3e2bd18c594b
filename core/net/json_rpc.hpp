// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/net/http_client.hpp"

namespace apsis {

/// Most bytes that one answer of an execution node may have.
inline constexpr std::uint64_t max_json_rpc_bytes = std::uint64_t{64} << 20;

/// Reads from an execution node over JSON-RPC. One call at a time, as its client.
class JsonRpc {
 public:
  /// `limits.body_bytes` is lowered to max_json_rpc_bytes.
  explicit JsonRpc(Url url, HttpClientLimits limits = {});

  /// What a contract answers to `data`; `block` is "latest", "finalized" or a number in hex.
  /// `unavailable` when the node cannot be reached or refuses, naming it and what it says;
  /// `decode` for an answer that is not JSON-RPC.
  Expected<Bytes> eth_call(const Bytes20& to, ByteSpan data, std::string_view block);

 private:
  HttpClient client_;
  std::uint64_t next_id_ = 1;
};

}  // namespace apsis
