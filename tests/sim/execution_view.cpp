// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/execution_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/hex.hpp"

namespace apsis {

namespace {

/// How far behind the head the recorded node's safe and finalized blocks are.
constexpr std::uint64_t safe_distance = 32;
constexpr std::uint64_t finalized_distance = 64;

void replace(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

/// The text between the quotes behind "key":.
std::optional<std::string> field(std::string_view json, std::string_view key) {
  const std::size_t at = json.find(fmt::format("\"{}\":\"", key));
  if (at == std::string_view::npos) return std::nullopt;
  const std::size_t begin = at + key.size() + 4;
  return lower_case(json.substr(begin, json.find('"', begin) - begin));
}

}  // namespace

std::unexpected<std::string> rpc_error(int code, std::string_view message) {
  return std::unexpected(fmt::format(R"({{"code":{},"message":"{}"}})", code, message));
}

ExecutionView::ExecutionView(const ExecutionRecording& recording, std::uint64_t head,
                             WrongBelief belief, const ParentRoot& parent_root)
    : recording_(recording),
      head_(head - std::min(head, belief.lag_blocks)),
      belief_(std::move(belief)),
      parent_root_(parent_root) {}

std::string ExecutionView::hash_of(std::uint64_t number) const {
  std::string hash = recording_.headers[number].hash;
  if (belief_.reorged_from && number >= *belief_.reorged_from) hash[2] = hash[2] == 'f' ? '0' : 'f';
  return hash;
}

std::optional<std::uint64_t> ExecutionView::find(const std::string& hash) const {
  for (std::uint64_t number = 0; number <= head_; ++number)
    if (hash_of(number) == hash) return number;
  return std::nullopt;
}

std::expected<std::uint64_t, std::string> ExecutionView::resolve(std::string_view json) const {
  if (json.empty()) return head_;
  if (const auto hash = field(json, "blockHash")) {
    if (const auto number = find(*hash)) return *number;
    return rpc_error(-32000, "header not found");
  }
  std::string text = field(json, "blockNumber").value_or("");
  if (text.empty() && json.size() >= 2) text = lower_case(json.substr(1, json.size() - 2));
  if (text == "latest" || text == "pending") return head_;
  if (text == "safe") return head_ - std::min(head_, safe_distance);
  if (text == "finalized") return head_ - std::min(head_, finalized_distance);
  if (text == "earliest") return 0;
  if (text.size() == 66) {
    if (const auto number = find(text)) return *number;
    return rpc_error(-32000, "header not found");
  }
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  if (!text.starts_with("0x") || std::from_chars(text.data() + 2, end, number, 16).ptr != end)
    return rpc_error(-32602, "invalid block id");
  if (number > head_)
    return rpc_error(
        -32602, fmt::format("BlockOutOfRangeError: block height is {} but requested was {}", head_,
                            number));
  return number;
}

std::string ExecutionView::seen(std::string json, std::uint64_t number) const {
  replace(json, recording_.headers[number].hash, hash_of(number));
  return json;
}

std::string ExecutionView::header_json(std::uint64_t number) const {
  const RecordedHeader& header = recording_.headers[number];
  std::string out = seen(header.json, number);
  if (number > 0) replace(out, header.parent_hash, hash_of(number - 1));
  const std::string key = "\"parentBeaconBlockRoot\":\"";
  const std::size_t at = out.find(key);
  if (at != std::string::npos)
    out.replace(at + key.size(), 66, to_hex(parent_root_(header.timestamp)));
  return out;
}

std::expected<const RecordedState*, std::string> ExecutionView::state(std::uint64_t number) const {
  if (belief_.pruned_below && number < *belief_.pruned_below)
    return rpc_error(-32000, "missing trie node (path ) state is not available");
  const auto found = recording_.states.find(number);
  if (found == recording_.states.end()) {
    std::string known;
    for (const auto& [recorded, state] : recording_.states) known += fmt::format(" {}", recorded);
    return rpc_error(
        -32000, fmt::format("the recording has no state of number {}, but of{}", number, known));
  }
  return &found->second;
}

}  // namespace apsis
