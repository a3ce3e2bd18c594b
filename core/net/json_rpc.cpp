// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/net/json_rpc.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

#include "core/hex.hpp"

namespace apsis {

namespace {

/// Most of a node's own words that a message repeats.
constexpr std::size_t max_told_bytes = 200;

HttpClientLimits limited(HttpClientLimits limits) {
  limits.body_bytes = std::min(limits.body_bytes, max_json_rpc_bytes);
  return limits;
}

Expected<Bytes> result_of(std::string_view body, const std::string& place) {
  simdjson::dom::parser parser;
  simdjson::dom::element answer;
  if (parser.parse(body.data(), body.size()).get(answer) != simdjson::SUCCESS)
    return fail(ErrorKind::decode, "the answer is not JSON", place,
                "check that this is an execution node's address");
  simdjson::dom::element error;
  if (answer.at_key("error").get(error) == simdjson::SUCCESS && !error.is_null()) {
    std::string_view said = "an error without a message";
    [[maybe_unused]] const auto ignored = error.at_key("message").get(said);
    return fail(ErrorKind::unavailable,
                fmt::format("the node says: {}", said.substr(0, max_told_bytes)), place);
  }
  std::string_view result;
  const auto status = answer.at_key("result").get(result);
  const auto bytes = status == simdjson::SUCCESS ? from_hex(result) : std::nullopt;
  if (!bytes) return fail(ErrorKind::decode, "the answer has no result in hex", place);
  return *bytes;
}

}  // namespace

JsonRpc::JsonRpc(Url url, HttpClientLimits limits) : client_(std::move(url), limited(limits)) {}

Expected<Bytes> JsonRpc::eth_call(const Bytes20& to, ByteSpan data, std::string_view block) {
  const std::string place = client_.url().redacted() + " eth_call";
  const std::string body = fmt::format(
      R"({{"jsonrpc":"2.0","id":{},"method":"eth_call","params":[{{"to":"{}","data":"{}"}},"{}"]}})",
      next_id_++, to_hex(to), to_hex(data), block);
  const Expected<HttpAnswer> answer = client_.post_json("", body, true);
  if (!answer) return std::unexpected(answer.error());
  if (answer->status != 200)
    return fail(ErrorKind::unavailable, fmt::format("status {}", answer->status), place);
  return result_of(answer->text(), place);
}

}  // namespace apsis
