// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "oracle/chain/contract_call.hpp"

namespace apsis {

/// What one part of a batch of calls gave back.
struct CallResult {
  bool reverted = false;
  Bytes bytes{};       ///< the answer, or what the contract reverted with
  std::string said{};  ///< the node's words for a revert, where there are any

  /// Words and letters of the node do not count: two nodes put them differently.
  bool operator==(const CallResult& other) const {
    return reverted == other.reverted && bytes == other.bytes;
  }
};

/// Calldata of Multicall2.tryAggregate(false, …) that asks all calls. `usage` naming the call whose
/// arguments are not of their types.
Expected<Bytes> encode_multicall(std::span<const ContractCall> calls);

/// The parts of its answer. `decode` if it has not exactly `count` of them.
Expected<std::vector<CallResult>> decode_multicall(ByteSpan result, std::size_t count);

}  // namespace apsis
