// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/net/json_rpc.hpp"
#include "oracle/chain/block_header.hpp"
#include "oracle/chain/block_ref.hpp"
#include "oracle/chain/execution_node.hpp"

namespace apsis {

/// How many blocks a node may be behind the best one before the others are asked first.
inline constexpr std::uint64_t max_lag_blocks = 3;
/// What a call to a node waits for at most.
inline constexpr HttpClientLimits execution_limits{.connect = std::chrono::milliseconds(5'000),
                                                   .idle = std::chrono::milliseconds(20'000),
                                                   .total = std::chrono::milliseconds(60'000),
                                                   .body_bytes = max_json_rpc_bytes,
                                                   .tries = 3};

/// What one node answered to a batch.
struct NodeAnswers {
  std::string node;
  std::vector<RpcAnswer> answers;
};

/// What one node said to a request that went to all.
struct NodeReply {
  std::string node;
  Expected<RpcAnswer> answer;
};

/// Execution nodes of one chain, asked best first; can be used from several threads. A node on
/// another chain is never asked for anything but its chain id.
class ExecutionNodes {
 public:
  ExecutionNodes(std::vector<NodeAddress> addresses, std::uint64_t chain_id,
                 HttpClientLimits limits = execution_limits, std::stop_token stop = {});
  ~ExecutionNodes();

  /// Asks every node for chain id, sync state and head, and works out who lags. `usage` when a node
  /// is on another chain (the others stay in use), `unavailable` when no node can be used, telling
  /// what each said.
  Expected<void> check();
  /// What is known of each node, in the order of the configuration; asks nothing.
  std::vector<NodeHealth> health() const;

  /// The answer of the best node that takes the question: the next one is asked after a failure of
  /// the transport and when a node lacks the block or its state. An error that every node would
  /// give (a revert, a refused transaction) is an answer. `unavailable` telling what each node said
  /// when none has answered.
  Expected<RpcAnswer> request(std::string method, std::string params, bool idempotent = true);
  /// The result of the best node as JSON text; an error in its place is `unavailable`.
  Expected<std::string> result(std::string method, std::string params);
  /// The request to every usable node beside the archive ones: for a transaction to get around.
  std::vector<NodeReply> request_all(std::string method, std::string params);

  /// A batch from one node, or from two when there are two that can answer all of it: for what is
  /// voted on. Answers are values and reverts alone. `unavailable` telling what each node said,
  /// `usage` when one of them wants a smaller question.
  Expected<std::vector<NodeAnswers>> ask_two(std::span<const RpcRequest> requests);
  /// The same, compared text by text: `mismatch` showing both answers and who gave them.
  Expected<std::vector<RpcAnswer>> compared(std::span<const RpcRequest> requests);

  /// A block's header; by number or hash from two nodes when there are two that know it: `mismatch`
  /// with both hashes when they disagree. `unavailable` when no node knows it.
  Expected<BlockHeader> header(const BlockRef& block);

  /// The chain that all nodes must be on.
  std::uint64_t chain_id() const { return chain_id_; }
  /// Batches that only one node could answer although more are configured.
  std::uint64_t single_answers() const { return single_answers_; }
  /// Batches that an archive node answered.
  std::uint64_t archive_answers() const { return archive_answers_; }
  /// Questions that two nodes answered differently.
  std::uint64_t disagreements() const { return disagreements_; }
  /// Counts a disagreement that was found in the answers of ask_two.
  void count_disagreement() { ++disagreements_; }

 private:
  std::vector<ExecutionNode*> best_first() const;

  std::uint64_t chain_id_;
  std::vector<std::unique_ptr<ExecutionNode>> nodes_;
  std::atomic<std::uint64_t> single_answers_ = 0;
  std::atomic<std::uint64_t> archive_answers_ = 0;
  std::atomic<std::uint64_t> disagreements_ = 0;
};

/// The error of two nodes that answer a question differently.
std::unexpected<Error> disagreement(std::string_view question, const std::string& node_a,
                                    std::string_view answer_a, const std::string& node_b,
                                    std::string_view answer_b);

}  // namespace apsis
