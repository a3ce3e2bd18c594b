// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oracle/chain/contract_event.hpp"
#include "oracle/chain/execution_nodes.hpp"

namespace apsis {

/// A log of the chain.
struct ChainLog {
  Bytes20 address{};
  std::vector<Bytes32> topics{};
  Bytes data{};
  std::uint64_t block_number = 0;
  Bytes32 block_hash{};
  Bytes32 transaction_hash{};
  std::uint64_t log_index = 0;

  bool operator==(const ChainLog&) const = default;
};

/// Which logs are wanted.
struct LogQuery {
  std::uint64_t first_block = 0;
  std::uint64_t last_block = 0;         ///< inclusive; not above the head
  std::vector<Bytes20> addresses{};     ///< of any of these; empty: of all
  std::vector<Bytes32> first_topics{};  ///< with any of these as first topic; empty: any
};

/// Blocks that one question asks about at first; halved when a node finds the answer too long.
inline constexpr std::uint64_t log_range_blocks = 1'000;
/// Most logs that one query gives.
inline constexpr std::size_t max_logs = 1'000'000;

/// Reads what eth_getLogs gives. `decode` with `place` for anything else, and for logs that were
/// removed.
Expected<std::vector<ChainLog>> parse_logs(std::string_view json, std::string_view place);

/// The logs, in the chain's order, from as many questions as it takes; from two nodes when there
/// are two that can answer, compared. Errors as ExecutionNodes::compared.
Expected<std::vector<ChainLog>> read_logs(ExecutionNodes& nodes, const LogQuery& query);

}  // namespace apsis
