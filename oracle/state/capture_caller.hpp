// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "core/error.hpp"
#include "oracle/chain/contract_reader.hpp"

namespace apsis {

/// Questions about one block. Answers come in the order of the questions, decoded as the table of
/// functions says; a call that fails is an error that names the call and the block.
struct CaptureCaller {
  std::function<Expected<std::vector<AbiValue>>(std::span<const ContractCall>)> call;
  std::function<Expected<std::vector<uint256>>(std::span<const Bytes20>)> balances;
};

/// The same as answered by execution nodes at that block. The reader outlives the caller.
CaptureCaller caller_at(ContractReader& reader, const BlockRef& block);

/// What a capture has asked.
struct CaptureCost {
  std::uint64_t calls = 0;     ///< questions to contracts
  std::uint64_t balances = 0;  ///< questions for ETH balances
  std::uint64_t bytes = 0;     ///< of calldata and answers as contracts code them, 32 for a balance
  double seconds = 0;

  CaptureCost& operator+=(const CaptureCost& more) {
    calls += more.calls;
    balances += more.balances;
    bytes += more.bytes;
    seconds += more.seconds;
    return *this;
  }
};

}  // namespace apsis
