// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "oracle/chain/chain_log.hpp"
#include "oracle/chain/execution_nodes.hpp"

namespace apsis {

/// Which logs are wanted.
struct LogQuery {
  std::uint64_t first_block = 0;
  std::uint64_t last_block = 0;         ///< inclusive; not above the head
  std::vector<Bytes20> contracts{};     ///< of any of these; empty: of all
  std::vector<Bytes32> first_topics{};  ///< with any of these as first topic; empty: any
};

/// Blocks that one question asks about at first; halved when a node finds the answer too long.
inline constexpr std::uint64_t log_range_blocks = 1'000;
/// Most logs that one query gives.
inline constexpr std::size_t max_query_logs = 1'000'000;

/// The logs, in the chain's order, from as many questions as it takes; from two nodes when there
/// are two that can answer, compared. Errors as ExecutionNodes::compared; `decode` for logs that
/// were not asked for, and as read_logs.
Expected<std::vector<ChainLog>> query_logs(ExecutionNodes& nodes, const LogQuery& query);

}  // namespace apsis
