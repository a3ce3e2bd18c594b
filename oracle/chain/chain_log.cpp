// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/chain_log.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <iterator>

#include "core/hex.hpp"
#include "oracle/chain/rpc_value.hpp"

namespace apsis {

namespace {

using Element = simdjson::dom::element;

Expected<std::string> field(Element log, const char* key, const std::string& place) {
  Element value;
  if (log.at_key(key).get(value) == simdjson::SUCCESS) return simdjson::minify(value);
  return fail(ErrorKind::decode, fmt::format("the field {} is missing", key), place);
}

/// Puts the field into `out`; what was wrong otherwise.
template <class T>
std::optional<Error> take(Element log, const char* key, const std::string& place, T& out,
                          Expected<T> (*convert)(std::string_view, std::string_view)) {
  const auto text = field(log, key, place);
  if (!text) return text.error();
  auto value = convert(*text, place + " " + key);
  if (!value) return value.error();
  out = std::move(*value);
  return std::nullopt;
}

Expected<Bytes20> rpc_address(std::string_view json, std::string_view place) {
  const auto bytes = rpc_bytes(json, place);
  if (!bytes) return std::unexpected(bytes.error());
  if (bytes->size() != sizeof(Bytes20))
    return fail(ErrorKind::decode, "is no address", std::string(place));
  return to_array<sizeof(Bytes20)>(*bytes);
}

Expected<std::vector<Bytes32>> rpc_topics(std::string_view json, std::string_view place) {
  constexpr std::size_t most_topics = 4;
  simdjson::dom::parser parser;
  simdjson::dom::array list;
  if (parser.parse(json.data(), json.size()).get(list) != simdjson::SUCCESS ||
      list.size() > most_topics)
    return fail(ErrorKind::decode, "is no list of up to four topics", std::string(place));
  std::vector<Bytes32> out;
  for (const Element topic : list) {
    auto hash = rpc_hash(simdjson::minify(topic), place);
    if (!hash) return std::unexpected(hash.error());
    out.push_back(*hash);
  }
  return out;
}

Expected<ChainLog> parse_log(Element log, const std::string& place) {
  ChainLog out;
  bool removed = false;
  if (log.at_key("removed").get(removed) == simdjson::SUCCESS && removed)
    return fail(ErrorKind::decode, "the log was removed from the chain", place);
  std::optional<Error> wrong = take(log, "address", place, out.address, rpc_address);
  if (!wrong) wrong = take(log, "topics", place, out.topics, rpc_topics);
  if (!wrong) wrong = take(log, "data", place, out.data, rpc_bytes);
  if (!wrong) wrong = take(log, "blockNumber", place, out.block_number, rpc_u64);
  if (!wrong) wrong = take(log, "blockHash", place, out.block_hash, rpc_hash);
  if (!wrong) wrong = take(log, "transactionHash", place, out.transaction_hash, rpc_hash);
  if (!wrong) wrong = take(log, "logIndex", place, out.log_index, rpc_u64);
  if (wrong) return std::unexpected(*wrong);
  return out;
}

template <class T>
std::string json_list(const std::vector<T>& items) {
  std::string out;
  for (const T& item : items) out += (out.empty() ? "\"" : ",\"") + to_hex(item) + "\"";
  return "[" + out + "]";
}

std::string params_of(const LogQuery& query, std::uint64_t first, std::uint64_t last) {
  std::string out = fmt::format(R"([{{"fromBlock":"{:#x}","toBlock":"{:#x}")", first, last);
  if (!query.addresses.empty()) out += ",\"address\":" + json_list(query.addresses);
  if (!query.first_topics.empty()) out += ",\"topics\":[" + json_list(query.first_topics) + "]";
  return out + "}]";
}

/// Whether every log is one that was asked for, in the chain's order.
bool fits(const std::vector<ChainLog>& logs, const LogQuery& query, std::uint64_t first,
          std::uint64_t last) {
  const auto in_order = [](const ChainLog& a, const ChainLog& b) {
    return std::pair(a.block_number, a.log_index) < std::pair(b.block_number, b.log_index);
  };
  const auto holds = [](const auto& wanted, const auto& value) {
    return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
  };
  return std::ranges::is_sorted(logs, in_order) &&
         std::ranges::all_of(logs, [&](const ChainLog& log) {
           const bool topic =
               query.first_topics.empty() ||
               (!log.topics.empty() && holds(query.first_topics, log.topics.front()));
           return log.block_number >= first && log.block_number <= last && topic &&
                  holds(query.addresses, log.address);
         });
}

}  // namespace

Expected<std::vector<ChainLog>> parse_logs(std::string_view json, std::string_view place) {
  simdjson::dom::parser parser;
  simdjson::dom::array list;
  if (parser.parse(json.data(), json.size()).get(list) != simdjson::SUCCESS)
    return fail(ErrorKind::decode, "the answer is no list of logs", std::string(place));
  std::vector<ChainLog> out;
  for (const Element element : list) {
    auto log = parse_log(element, fmt::format("{} log {}", place, out.size()));
    if (!log) return std::unexpected(log.error());
    out.push_back(std::move(*log));
  }
  return out;
}

Expected<std::vector<ChainLog>> read_logs(ExecutionNodes& nodes, const LogQuery& query) {
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
    auto logs = parse_logs(answers->front().result, place);
    if (!logs) return logs;
    if (!fits(*logs, query, first, last))
      return fail(ErrorKind::decode, "logs came that were not asked for, or in another order",
                  place, "do not use this node");
    if (out.size() + logs->size() > max_logs)
      return fail(ErrorKind::unavailable, "more logs than the limit", place, "ask for less");
    std::ranges::move(*logs, std::back_inserter(out));
    first = last + 1;
  }
  return out;
}

}  // namespace apsis
