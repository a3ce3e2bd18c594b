// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/log_query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/hex.hpp"

namespace apsis {

namespace {

template <class T>
std::string json_list(const std::vector<T>& items) {
  std::string out;
  for (const T& item : items) out += (out.empty() ? "\"" : ",\"") + to_hex(item) + "\"";
  return "[" + out + "]";
}

std::string params_of(const LogQuery& query, std::uint64_t first, std::uint64_t last) {
  std::string out = fmt::format(R"([{{"fromBlock":"{:#x}","toBlock":"{:#x}")", first, last);
  if (!query.contracts.empty()) out += ",\"address\":" + json_list(query.contracts);
  if (!query.first_topics.empty()) out += ",\"topics\":[" + json_list(query.first_topics) + "]";
  return out + "}]";
}

template <class T>
bool takes(const std::vector<T>& wanted, const T& value) {
  return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
}

/// Whether every log is one that was asked for, in the chain's order.
bool fits(const std::vector<ChainLog>& logs, const LogQuery& query, std::uint64_t first,
          std::uint64_t last) {
  const auto before = [](const ChainLog& a, const ChainLog& b) {
    return std::pair(a.block, a.index) < std::pair(b.block, b.index);
  };
  return std::ranges::is_sorted(logs, before) &&
         std::ranges::all_of(logs, [&](const ChainLog& log) {
           const bool topic = query.first_topics.empty() ||
                              (!log.topics.empty() && takes(query.first_topics, log.topics[0]));
           return log.block >= first && log.block <= last && topic &&
                  takes(query.contracts, log.contract);
         });
}

}  // namespace

Expected<std::vector<ChainLog>> query_logs(ExecutionNodes& nodes, const LogQuery& query) {
  std::vector<ChainLog> out;
  std::uint64_t range = log_range_blocks;
  for (std::uint64_t first = query.first_block; first <= query.last_block;) {
    const std::uint64_t last = first + std::min(range - 1, query.last_block - first);
    const std::string place = fmt::format("logs of blocks {} to {}", first, last);
    const RpcRequest question[] = {{"eth_getLogs", params_of(query, first, last)}};
    const auto answers = nodes.compared(question);
    if (!answers && answers.error().kind == ErrorKind::usage && last > first) {
      range = (last - first + 1) / 2;
      continue;
    }
    if (!answers) return std::unexpected(within(place, answers.error()));
    auto logs = read_logs(answers->front().result);
    if (!logs) return std::unexpected(within(place, logs.error()));
    if (!fits(*logs, query, first, last))
      return fail(ErrorKind::decode, "logs came that were not asked for, or in another order",
                  place, "do not use this node");
    if (out.size() + logs->size() > max_query_logs)
      return fail(ErrorKind::unavailable, "more logs than the limit", place, "ask for less");
    std::ranges::move(*logs, std::back_inserter(out));
    first = last + 1;
  }
  return out;
}

}  // namespace apsis
