// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oracle/chain/execution_nodes.hpp"
#include "oracle/submit/submit_chain.hpp"

namespace apsis {

/// The chain of the queue through execution nodes: questions go to the best one, transactions to
/// all. The nodes outlive what is given.
SubmitChain node_chain(ExecutionNodes& nodes, const Bytes20& rocket_storage);

/// Reads what eth_getTransactionReceipt gives; nothing for null. `decode` for anything else.
Expected<std::optional<Receipt>> parse_receipt(std::string_view json, std::string_view place);

/// What all nodes said to a transaction, as one answer: the best that any of them said.
/// `unavailable` when none answered.
Expected<SendAnswer> best_send_answer(const std::vector<NodeReply>& replies);

}  // namespace apsis
