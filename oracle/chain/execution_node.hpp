// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/net/json_rpc.hpp"
#include "oracle/chain/node_address.hpp"

namespace apsis {

/// What a node is good for, best first.
enum class NodeState {
  good,
  unchecked,  ///< not asked yet
  lagging,    ///< its head is too far behind the others
  syncing,    ///< says so itself
  failing,    ///< its last call failed
  foreign,    ///< on another chain: never asked for anything
};

/// "good" and so on, for people and metrics.
std::string_view name_of(NodeState state);

/// What is known of a node, and what it has cost so far.
struct NodeHealth {
  std::string name;  ///< its redacted URL
  bool archive = false;
  NodeState state = NodeState::unchecked;
  std::uint64_t head_number = 0;
  std::uint64_t head_time = 0;   ///< seconds since 1970; 0: unknown
  std::uint64_t lag_blocks = 0;  ///< behind the highest head of all nodes
  std::uint64_t calls = 0;       ///< requests, those within batches counted one by one
  std::uint64_t errors = 0;      ///< batches that failed as a whole
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  double seconds = 0;  ///< spent waiting for it
  std::string last_error{};
};

/// One execution node on the one chain that it must be on. Can be used from several threads; they
/// wait for each other.
class ExecutionNode {
 public:
  ExecutionNode(NodeAddress address, std::uint64_t chain_id, HttpClientLimits limits,
                std::stop_token stop);

  /// As JsonRpc::batch. Before the first question, and after each failure, the chain id is asked:
  /// `usage` naming both chains when it is another one.
  Expected<std::vector<RpcAnswer>> ask(std::span<const RpcRequest> requests, bool idempotent);
  /// Asks for chain id, sync state and head. Fails as ask.
  Expected<void> check();
  /// What the check of all nodes found out about this one's lag.
  void set_lag(std::uint64_t blocks, bool too_far);
  NodeHealth health() const;

 private:
  Expected<std::vector<RpcAnswer>> ask_locked(std::span<const RpcRequest> requests,
                                              bool idempotent);
  Expected<std::vector<RpcAnswer>> exchange(std::span<const RpcRequest> requests, bool idempotent);
  Expected<void> check_chain();

  mutable std::mutex mutex_;         // one call at a time
  mutable std::mutex health_mutex_;  // never held during a call
  const std::uint64_t chain_id_;
  JsonRpc rpc_;
  bool on_chain_ = false;
  NodeHealth health_;
};

}  // namespace apsis
