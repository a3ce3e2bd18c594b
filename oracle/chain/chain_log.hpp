// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"

namespace apsis {

/// Most logs that are taken from one answer.
inline constexpr std::size_t max_logs = 100'000;

/// A log of a contract, as an execution node tells it.
struct ChainLog {
  Bytes20 contract{};
  std::vector<Bytes32> topics;
  Bytes data;
  std::uint64_t block = 0;
  Bytes32 block_hash{};
  Bytes32 transaction{};
  std::uint64_t index = 0;  ///< in its block
};

/// A log out of its JSON object. `decode` with the field that is missing or malformed, and for a
/// log that a reorganisation has taken back.
Expected<ChainLog> read_log(const std::string& json);
/// The logs of an answer to eth_getLogs (its result, a JSON list), in its order. `decode` with the
/// log's place in the list.
Expected<std::vector<ChainLog>> read_logs(const std::string& json);

}  // namespace apsis
