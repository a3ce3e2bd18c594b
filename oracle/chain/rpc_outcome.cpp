// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/rpc_outcome.hpp"

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <string>

namespace apsis {

namespace {

/// JSON-RPC's code for a revert, as most nodes give it.
constexpr std::int64_t revert_code = 3;

bool has_any(const std::string& text, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(
      words, [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

}  // namespace

RpcOutcome outcome_of(const RpcAnswer& answer) {
  if (!answer.error) return RpcOutcome::value;
  std::string said = answer.error->message;
  std::ranges::transform(said, said.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (has_any(said, {"missing trie node", "pruned", "historical state", "state not available",
                     "state is not available", "no state available", "world state unavailable",
                     "distance to target block exceeds"}))
    return RpcOutcome::no_state;
  if (has_any(said, {"header not found", "unknown block", "block not found", "header for hash",
                     "blockoutofrange", "block is not available", "could not find block"}))
    return RpcOutcome::unknown_block;
  if (has_any(said, {"more than", "too many", "too large", "block range", "response size",
                     "result limit", "query timeout"}))
    return RpcOutcome::too_much;
  if (answer.error->code == revert_code || answer.error->data ||
      has_any(said, {"revert", "out of gas", "invalid opcode", "gas required exceeds"}))
    return RpcOutcome::reverted;
  return RpcOutcome::refused;
}

}  // namespace apsis
