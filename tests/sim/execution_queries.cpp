// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/execution_queries.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "core/uint256.hpp"

namespace apsis {

namespace {

using Element = simdjson::dom::element;

constexpr std::uint64_t most_fee_blocks = 1024;

/// Texts of a value that is null, one text or a list of them, in lower case.
std::vector<std::string> texts_of(Element value) {
  std::vector<std::string> out;
  std::string_view text;
  simdjson::dom::array list;
  if (value.get(text) == simdjson::SUCCESS) out.push_back(lower_case(text));
  if (value.get(list) != simdjson::SUCCESS) return out;
  for (const Element part : list)
    if (part.get(text) == simdjson::SUCCESS) out.push_back(lower_case(text));
  return out;
}

bool holds(const std::vector<std::string>& wanted, const std::string& value) {
  return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
}

/// What a filter wants of a log.
struct LogFilter {
  std::uint64_t from = 0, to = 0;
  std::vector<std::string> addresses;
  std::vector<std::vector<std::string>> topics;

  bool takes(const RecordedLog& log) const {
    if (log.block < from || log.block > to || !holds(addresses, log.address)) return false;
    for (std::size_t i = 0; i < topics.size(); ++i)
      if (!topics[i].empty() && (i >= log.topics.size() || !holds(topics[i], log.topics[i])))
        return false;
    return true;
  }
};

std::expected<LogFilter, std::string> read_filter(const ExecutionView& view,
                                                  const RpcParams& params) {
  LogFilter out;
  const auto object = params.at(0);
  if (!object) return rpc_error(-32602, "no filter");
  if (const std::string hash = params.field(0, "blockHash"); !hash.empty()) {
    const auto number = view.find(hash);
    if (!number) return rpc_error(-32000, "unknown block");
    out.from = out.to = *number;
  } else {
    const auto bound = [&](const char* key) {
      const std::string id = params.field(0, key);
      return view.resolve(id.empty() ? id : "\"" + id + "\"");
    };
    const auto from = bound("fromBlock");
    const auto to = bound("toBlock");
    if (!from) return std::unexpected(from.error());
    if (!to) return std::unexpected(to.error());
    out.from = *from;
    out.to = *to;
  }
  Element value;
  if (object->at_key("address").get(value) == simdjson::SUCCESS) out.addresses = texts_of(value);
  simdjson::dom::array topics;
  if (object->at_key("topics").get(topics) == simdjson::SUCCESS)
    for (const Element topic : topics) out.topics.push_back(texts_of(topic));
  return out;
}

std::string hex_of(const uint256& number) {
  return "\"0x" + number.str(0, std::ios_base::hex) + "\"";
}

}  // namespace

std::optional<Element> RpcParams::at(std::size_t i) const {
  simdjson::dom::array list;
  Element out;
  if (list_.get(list) != simdjson::SUCCESS || list.at(i).get(out) != simdjson::SUCCESS)
    return std::nullopt;
  return out;
}

std::string RpcParams::text(std::size_t i) const {
  const auto value = at(i);
  std::string_view out;
  if (!value || value->get(out) != simdjson::SUCCESS) return {};
  return lower_case(out);
}

std::string RpcParams::json(std::size_t i) const {
  const auto value = at(i);
  return value ? simdjson::minify(*value) : std::string();
}

std::string RpcParams::field(std::size_t i, const char* key) const {
  const auto value = at(i);
  std::string_view out;
  if (!value || value->at_key(key).get(out) != simdjson::SUCCESS) return {};
  return lower_case(out);
}

std::string RpcParams::all() const {
  return lower_case(simdjson::minify(list_));
}

RpcReplyText answer_logs(const ExecutionView& view, const RpcParams& params) {
  const auto filter = read_filter(view, params);
  if (!filter) return std::unexpected(filter.error());
  std::string out;
  const auto& logs = view.recording().logs;
  const auto count = static_cast<std::uint64_t>(
      std::ranges::count_if(logs, [&](const RecordedLog& log) { return filter->takes(log); }));
  if (count > view.belief().most_logs.value_or(count))
    return rpc_error(-32005, "query returned more than the limit of results");
  for (const RecordedLog& log : logs)
    if (filter->takes(log)) out += (out.empty() ? "" : ",") + view.seen(log.json, log.block);
  return "[" + out + "]";
}

RpcReplyText answer_account(const ExecutionView& view, const std::string& method,
                            const RpcParams& params) {
  const bool is_slot = method == "eth_getStorageAt";
  const auto block = view.resolve(params.json(is_slot ? 2 : 1));
  const auto state = block ? view.state(*block) : std::unexpected(block.error());
  if (!state) return std::unexpected(state.error());
  if (is_slot) {
    const auto found = (*state)->slots.find(params.text(0) + params.text(1));
    if (found != (*state)->slots.end()) return found->second;
    return rpc_error(-32000, "the recording has no slot " + params.text(1));
  }
  const auto found = (*state)->accounts.find(params.text(0));
  if (found == (*state)->accounts.end())
    return rpc_error(-32000, "the recording has no balance of " + params.text(0));
  if (method == "eth_getBalance") return hex_of(*uint256_from_decimal(found->second.wei));
  return hex_of(found->second.nonce);
}

RpcReplyText answer_transaction(const ExecutionView& view, const std::string& method,
                                const std::string& hash, const std::set<std::string>& sent) {
  const auto& all = view.recording().transactions;
  const auto found = std::ranges::find(all, hash, &RecordedTransaction::hash);
  if (found == all.end()) return "null";
  const bool mined = found->block <= view.head();
  if (method == "eth_getTransactionReceipt")
    return mined ? view.seen(found->receipt, found->block) : "null";
  if (mined) return view.seen(found->transaction, found->block);
  if (!sent.contains(hash)) return "null";
  return fmt::format(
      R"({{"hash":"{}","from":"{}","to":"{}","nonce":"{:#x}","input":"{}","blockHash":null,)"
      R"("blockNumber":null,"transactionIndex":null}})",
      found->hash, found->from, found->to, found->nonce, found->input);
}

RpcReplyText answer_estimate(const ExecutionView& view, const RpcParams& params) {
  const auto& samples = view.recording().samples;
  const auto sample = samples.find("eth_estimateGas " + params.all());
  if (sample != samples.end()) {
    if (!sample->second.error.empty()) return std::unexpected(sample->second.error);
    return sample->second.result;
  }
  std::string input = params.field(0, "data");
  if (input.empty()) input = params.field(0, "input");
  for (const RecordedTransaction& one : view.recording().transactions)
    if (one.from == params.field(0, "from") && one.to == params.field(0, "to") &&
        one.input == input)
      return one.estimate;
  return rpc_error(-32000, "the recording has no estimate of this transaction");
}

RpcReplyText answer_fee_history(const ExecutionView& view, const RpcParams& params) {
  const auto newest = view.resolve(params.json(1));
  if (!newest) return std::unexpected(newest.error());
  const std::string text = params.text(0);
  std::uint64_t count = 0;
  if (text.starts_with("0x"))
    std::from_chars(text.data() + 2, text.data() + text.size(), count, 16);
  count = std::min({count, *newest + 1, most_fee_blocks});
  if (count == 0) return rpc_error(-32602, "no blocks");
  simdjson::dom::array percentiles;
  const auto wanted = params.at(2);
  const bool rewards = wanted && wanted->get(percentiles) == simdjson::SUCCESS;
  std::string row;
  for (std::size_t i = 0; rewards && i < percentiles.size(); ++i)
    row += (i == 0 ? "" : ",") + hex_of(1'000'000'000);
  std::string fees, ratios, rows;
  for (std::uint64_t number = *newest + 1 - count; number <= *newest; ++number) {
    const std::string comma = fees.empty() ? "" : ",";
    fees += comma + "\"" + view.recording().headers[number].base_fee + "\"";
    ratios += comma + "0";
    rows += comma + "[" + row + "]";
  }
  return fmt::format(
      R"({{"oldestBlock":"{:#x}","baseFeePerGas":[{},"{}"],"gasUsedRatio":[{}],"reward":[{}]}})",
      *newest + 1 - count, fees, view.recording().headers[*newest].base_fee, ratios, rows);
}

}  // namespace apsis
