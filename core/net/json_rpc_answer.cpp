// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/net/json_rpc_answer.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

#include "core/hex.hpp"

namespace apsis {

namespace {

using simdjson::SUCCESS;
using Element = simdjson::dom::element;

/// Most of a node's own words that a message repeats.
constexpr std::size_t max_told_bytes = 200;

std::string told(std::string_view text) {
  std::string out(text.substr(0, max_told_bytes));
  std::ranges::replace_if(
      out, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
  return out;
}

std::optional<Bytes> revert_data(Element error) {
  std::string_view text;
  Element data;
  if (error.at_key("data").get(data) != SUCCESS) return std::nullopt;
  // Some nodes put the bytes one level deeper.
  if (data.is_object() && data.at_key("data").get(text) == SUCCESS) return from_hex(text);
  if (data.get(text) != SUCCESS || !text.starts_with("0x")) return std::nullopt;
  return from_hex(text);
}

RpcError error_of(Element error) {
  RpcError out;
  std::string_view message = "an error without a message";
  [[maybe_unused]] const auto no_message = error.at_key("message").get(message);
  [[maybe_unused]] const auto no_code = error.at_key("code").get(out.code);
  out.message = told(message);
  out.data = revert_data(error);
  return out;
}

std::optional<RpcError> find_error(Element answer) {
  Element error;
  if (answer.at_key("error").get(error) != SUCCESS || error.is_null()) return std::nullopt;
  return error_of(error);
}

Expected<RpcAnswer> answer_of(Element element, const std::string& place) {
  if (auto error = find_error(element)) return RpcAnswer{{}, std::move(error)};
  Element result;
  if (element.at_key("result").get(result) != SUCCESS)
    return fail(ErrorKind::decode, "an answer has neither a result nor an error", place);
  return RpcAnswer{simdjson::minify(result), {}};
}

/// What is no list: the answer to a batch of one, or the node's refusal of the batch.
Expected<std::vector<RpcAnswer>> alone(Element answer, std::uint64_t id, std::size_t count,
                                       const std::string& place) {
  if (answer.is_object()) {
    std::uint64_t answered = 0;
    const bool mine = answer.at_key("id").get(answered) == SUCCESS && answered == id;
    if (count == 1 && mine) {
      auto one = answer_of(answer, place);
      if (!one) return std::unexpected(one.error());
      return std::vector<RpcAnswer>{std::move(*one)};
    }
    if (const auto error = find_error(answer))
      return fail(ErrorKind::unavailable, "the node says: " + error->text(), place);
    if (count == 1) return fail(ErrorKind::decode, "the answer's id was not asked for", place);
  }
  return fail(ErrorKind::decode, "the answer to a batch is no list", place,
              "check that this is an execution node's address");
}

}  // namespace

std::string RpcError::text() const {
  return code == 0 ? message : fmt::format("{} (code {})", message, code);
}

Expected<std::vector<RpcAnswer>> parse_rpc_batch(std::string_view body, std::uint64_t first_id,
                                                 std::size_t count, const std::string& place) {
  simdjson::dom::parser parser;
  Element all;
  if (body.empty() || parser.parse(body.data(), body.size()).get(all) != SUCCESS)
    return fail(ErrorKind::decode, "the answer is not JSON", place,
                "check that this is an execution node's address");
  simdjson::dom::array list;
  if (all.get(list) != SUCCESS) return alone(all, first_id, count, place);
  std::vector<RpcAnswer> out(count);
  std::vector<bool> seen(count);
  for (const Element element : list) {
    std::uint64_t id = 0;
    if (element.at_key("id").get(id) != SUCCESS || id < first_id || id - first_id >= count ||
        seen[id - first_id])
      return fail(ErrorKind::decode, "an answer's id was not asked for, or comes twice", place);
    auto answer = answer_of(element, place);
    if (!answer) return std::unexpected(answer.error());
    out[id - first_id] = std::move(*answer);
    seen[id - first_id] = true;
  }
  const auto missing = std::ranges::find(seen, false);
  if (missing != seen.end())
    return fail(ErrorKind::decode,
                fmt::format("{} of {} answers are missing", std::ranges::count(seen, false), count),
                place, "try a node without a limit on batches");
  return out;
}

std::optional<RpcError> parse_rpc_refusal(std::string_view body) {
  if (body.empty()) return std::nullopt;  // an empty view may point nowhere, which simdjson copies
  simdjson::dom::parser parser;
  Element answer;
  if (parser.parse(body.data(), body.size()).get(answer) != SUCCESS) return std::nullopt;
  simdjson::dom::array list;
  if (answer.get(list) == SUCCESS) {
    if (list.size() == 0) return std::nullopt;
    answer = list.at(0).value_unsafe();
  }
  if (!answer.is_object()) return std::nullopt;
  return find_error(answer);
}

}  // namespace apsis
