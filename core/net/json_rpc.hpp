// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/net/http_client.hpp"
#include "core/net/json_rpc_answer.hpp"

namespace apsis {

/// Most bytes that one answer of an execution node may have.
inline constexpr std::uint64_t max_json_rpc_bytes = std::uint64_t{64} << 20;
/// Most requests that go out in one batch; many nodes take no more.
inline constexpr std::size_t max_rpc_batch = 100;

/// One request of a batch.
struct RpcRequest {
  std::string method;
  std::string params = "[]";  ///< a JSON list
};

/// Speaks JSON-RPC over HTTP(S) with an execution node. One call at a time, as its client.
class JsonRpc {
 public:
  /// `limits.body_bytes` is lowered to max_json_rpc_bytes. `bearer` is a token for the
  /// Authorization header; a login in the URL is sent without one.
  explicit JsonRpc(Url url, HttpClientLimits limits = {}, std::string bearer = {},
                   std::stop_token stop = {});

  /// Answers in the order of the requests, which go out in batches of max_rpc_batch. `idempotent`
  /// requests are tried again after a failure that may pass. `unavailable` when the node cannot be
  /// reached, refuses the login or the batch, naming it and what it says; `decode` for an answer
  /// that is not JSON-RPC. Errors of single requests are answers.
  Expected<std::vector<RpcAnswer>> batch(std::span<const RpcRequest> requests,
                                         bool idempotent = true);
  /// Short form for one request.
  Expected<RpcAnswer> request(std::string method, std::string params, bool idempotent = true);

  /// What a contract answers to `data`; `block` is "latest", "finalized" or a number in hex. Errors
  /// as batch; what the node says instead of bytes is `unavailable` too.
  Expected<Bytes> eth_call(const Bytes20& to, ByteSpan data, std::string_view block);

  /// Bytes that went out and came in as bodies.
  std::uint64_t bytes_sent() const { return bytes_sent_; }
  std::uint64_t bytes_received() const { return bytes_received_; }
  /// The node's address.
  const Url& url() const { return client_.url(); }

 private:
  Expected<std::vector<RpcAnswer>> one_batch(std::span<const RpcRequest> requests, bool idempotent);

  HttpClient client_;
  std::string bearer_;
  std::uint64_t next_id_ = 1;
  std::uint64_t bytes_sent_ = 0;
  std::uint64_t bytes_received_ = 0;
};

}  // namespace apsis
