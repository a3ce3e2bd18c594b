// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "oracle/chain/execution_nodes.hpp"
#include "oracle/chain/multicall.hpp"
#include "oracle/chain/network.hpp"

namespace apsis {

/// Most calls in one multicall: some thousand gas each, well below every node's gas limit.
inline constexpr std::size_t max_multicall_calls = 200;
/// Most multicalls in one JSON-RPC batch, so that no answer nears max_json_rpc_bytes.
inline constexpr std::size_t max_multicall_batch = 5;
/// Most addresses in one question to the balance checker.
inline constexpr std::size_t max_balance_addresses = 500;

/// What reading has cost.
struct ReadCost {
  std::uint64_t calls = 0;    ///< questions to contracts, and balances
  std::uint64_t batches = 0;  ///< JSON-RPC batches
};

/// Reads contracts: each answer belongs to one call and one block. Everything is asked of two nodes
/// when there are two that can answer, and a difference is `mismatch` naming the call, the block,
/// both answers and both nodes. Used by one thread at a time; several may share the nodes.
class ContractReader {
 public:
  /// Asks through the network's multicall and balance checker where it has them, else by JSON-RPC
  /// batches of eth_call and eth_getBalance. The nodes outlive the reader.
  ContractReader(ExecutionNodes& nodes, const Network& network);

  /// Answers in the order of the calls, each as decode_answer gives it. A call that reverts or
  /// answers something else fails the batch: `mismatch` or `decode` naming function, arguments,
  /// address, block and the revert's reason. Nodes' failures are `unavailable`.
  Expected<std::vector<AbiValue>> call(std::span<const ContractCall> calls, const BlockRef& block);
  /// Short form for one call.
  Expected<AbiValue> call_one(const ContractCall& call, const BlockRef& block);
  /// The same, but a call that reverts or answers something else is an error in its own place.
  Expected<std::vector<Expected<AbiValue>>> try_call(std::span<const ContractCall> calls,
                                                     const BlockRef& block);
  /// ETH balances in wei, in the order of the addresses.
  Expected<std::vector<uint256>> balances(std::span<const Bytes20> addresses,
                                          const BlockRef& block);

  /// The block by its hash, whatever named it. Errors as ExecutionNodes::header.
  Expected<Bytes32> hash_of(const BlockRef& block);

  /// What this reader has asked so far.
  const ReadCost& cost() const { return cost_; }

 private:
  using Results = std::vector<CallResult>;
  Expected<Results> results(std::span<const ContractCall> calls, const BlockRef& block);
  Expected<Results> by_multicall(std::span<const ContractCall> calls, const BlockRef& block);
  Expected<Results> one_by_one(std::span<const ContractCall> calls, const BlockRef& block);
  Expected<std::vector<uint256>> checked_balances(std::span<const Bytes20> addresses,
                                                  const BlockRef& block);
  Expected<Results> agreed(std::span<const ContractCall> calls, const BlockRef& block,
                           std::span<const NodeAnswers> both, bool packed);

  ExecutionNodes& nodes_;
  std::optional<Bytes20> multicall_;
  std::optional<Bytes20> balance_checker_;
  ReadCost cost_;
};

}  // namespace apsis
