// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/net/json_rpc_answer.hpp"

namespace apsis {

/// What an answer means for the one who asked.
enum class RpcOutcome {
  value,          ///< the node gave a result
  reverted,       ///< the contract refused: every node would say so
  unknown_block,  ///< the node does not have the block (yet, or any more)
  no_state,       ///< the node has the block, but has dropped its state
  too_much,       ///< the node wants a smaller question
  refused,        ///< the node does not take the question
};

/// Sorts an answer by code, data and the words that the usual nodes use.
RpcOutcome outcome_of(const RpcAnswer& answer);

}  // namespace apsis
