// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oracle/run/duty.hpp"

namespace apsis {

/// Blocks whose logs are asked for at once.
inline constexpr std::uint64_t log_blocks_at_once = 2'000;
/// How far back the first reading goes at most.
inline constexpr std::uint64_t first_log_blocks = 50'000;

/// What one step of watching read.
struct WatchStep {
  std::uint64_t first_block = 0;
  std::uint64_t votes = 0;  ///< events read, accepted ones included
};

/// Brings the votes in the database up to the moment's block: what is not final is read again, so
/// that a reorganisation leaves nothing behind. The first reading begins at the older of the
/// accepted blocks. Errors of the nodes, of decoding and of the database; nothing is stored then.
Expected<WatchStep> watch_votes(ExecutionNodes& nodes, Connection& database, const Moment& moment,
                                std::uint64_t final_block);

/// The parameters of eth_getLogs for all votes at the moment's contracts.
Expected<std::string> vote_log_params(const ContractBook& book, std::uint64_t first_block,
                                      std::uint64_t last_block);

}  // namespace apsis
