// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <set>

#include "tests/sim/execution_view.hpp"

namespace apsis {

/// Parameters of a request: a JSON list.
class RpcParams {
 public:
  explicit RpcParams(simdjson::dom::element list) : list_(list) {}
  /// The parameter's text in lower case; empty if it is not there or no text.
  std::string text(std::size_t i) const;
  /// The parameter as JSON without spaces; empty if it is not there.
  std::string json(std::size_t i) const;
  /// A text field of an object parameter, in lower case; empty if it is not there.
  std::string field(std::size_t i, const char* key) const;
  /// The parameter itself.
  std::optional<simdjson::dom::element> at(std::size_t i) const;
  /// All parameters, lower case without spaces.
  std::string all() const;

 private:
  simdjson::dom::element list_;
};

/// Answers to questions about logs: filtered by addresses, topics and blocks, up to the head.
RpcReplyText answer_logs(const ExecutionView& view, const RpcParams& params);

/// eth_getBalance, eth_getTransactionCount and eth_getStorageAt at a recorded block.
RpcReplyText answer_account(const ExecutionView& view, const std::string& method,
                            const RpcParams& params);

/// eth_getTransactionByHash and eth_getTransactionReceipt: a transaction is mined when its recorded
/// block is not above the head, and pending when it was `sent` before.
RpcReplyText answer_transaction(const ExecutionView& view, const std::string& method,
                                const std::string& hash, const std::set<std::string>& sent);

/// eth_estimateGas: as recorded before a transaction was sent, or among the samples.
RpcReplyText answer_estimate(const ExecutionView& view, const RpcParams& params);

/// eth_feeHistory out of the headers: no block of the recording has much in it.
RpcReplyText answer_fee_history(const ExecutionView& view, const RpcParams& params);

}  // namespace apsis
