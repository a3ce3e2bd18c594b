// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/watch_votes.hpp"

#include <algorithm>

#include "core/hex.hpp"
#include "oracle/chain/rpc_value.hpp"

namespace apsis {

namespace {

/// The block where reading begins when nothing was read yet.
std::uint64_t first_block_of(const VotingState& state) {
  const std::uint64_t accepted = std::min(state.balances_block, state.prices_block);
  const std::uint64_t oldest =
      state.block.number > first_log_blocks ? state.block.number - first_log_blocks : 0;
  return std::max(accepted, oldest);
}

}  // namespace

Expected<std::string> vote_log_params(const ContractBook& book, std::uint64_t first_block,
                                      std::uint64_t last_block) {
  std::string addresses, topics;
  for (const char* name : {"RocketNetworkBalances", "RocketNetworkPrices", "RocketRewardsPool"}) {
    const Expected<Bytes20> address = book.address(name);
    if (!address) return std::unexpected(address.error());
    addresses += (addresses.empty() ? "\"" : ",\"") + to_hex(*address) + "\"";
  }
  for (const Bytes32& topic : vote_topics())
    topics += (topics.empty() ? "\"" : ",\"") + to_hex(topic) + "\"";
  return R"([{"fromBlock":")" + rpc_hex(first_block) + R"(","toBlock":")" + rpc_hex(last_block) +
         R"(","address":[)" + addresses + R"(],"topics":[[)" + topics + "]]}]";
}

Expected<WatchStep> watch_votes(ExecutionNodes& nodes, Connection& database, const Moment& moment,
                                std::uint64_t final_block) {
  const Expected<std::optional<WatchedBlocks>> watched = watched_blocks(database);
  if (!watched) return std::unexpected(watched.error());
  const std::uint64_t head = moment.state.block.number;
  const bool is_first = !*watched || (*watched)->head_block == 0;
  WatchStep out{
      is_first ? first_block_of(moment.state) : std::min((*watched)->final_block + 1, head + 1), 0};
  std::vector<VoteEvent> votes;
  for (std::uint64_t first = out.first_block; first <= head; first += log_blocks_at_once) {
    const std::uint64_t last = std::min(head, first + log_blocks_at_once - 1);
    const Expected<std::string> params = vote_log_params(moment.book, first, last);
    if (!params) return std::unexpected(params.error());
    const Expected<std::string> answer = nodes.result("eth_getLogs", *params);
    if (!answer) return std::unexpected(answer.error());
    const Expected<std::vector<ChainLog>> logs = read_logs(*answer);
    if (!logs) return std::unexpected(logs.error());
    Expected<std::vector<VoteEvent>> read = read_votes(*logs);
    if (!read) return std::unexpected(read.error());
    votes.insert(votes.end(), std::make_move_iterator(read->begin()),
                 std::make_move_iterator(read->end()));
  }
  out.votes = votes.size();
  const WatchedBlocks blocks{std::min(final_block, head), head};
  if (const auto done = store_votes(database, out.first_block, blocks, votes); !done)
    return std::unexpected(done.error());
  return out;
}

}  // namespace apsis
