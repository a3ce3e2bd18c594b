// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/net/json_rpc.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/hex.hpp"

namespace apsis {

namespace {

HttpClientLimits limited(HttpClientLimits limits) {
  limits.body_bytes = std::min(limits.body_bytes, max_json_rpc_bytes);
  return limits;
}

std::unexpected<Error> refused(const HttpAnswer& answer, const std::string& place) {
  std::string what = fmt::format("status {}", answer.status);
  if (const auto said = parse_rpc_refusal(answer.text()))
    what += ", the node says: " + said->text();
  std::string remedy = "look into the node's log";
  if (answer.status == 401 || answer.status == 403)
    remedy = "check the login or token of this node";
  if (answer.status == 429) remedy = "the node wants fewer requests: take another plan or node";
  return fail(ErrorKind::unavailable, std::move(what), place, std::move(remedy));
}

}  // namespace

JsonRpc::JsonRpc(Url url, HttpClientLimits limits, std::string bearer, std::stop_token stop)
    : client_(std::move(url), limited(std::move(limits)), std::move(stop)),
      bearer_(std::move(bearer)) {}

Expected<std::vector<RpcAnswer>> JsonRpc::batch(std::span<const RpcRequest> requests,
                                                bool idempotent) {
  std::vector<RpcAnswer> out;
  out.reserve(requests.size());
  while (!requests.empty()) {
    const auto part = requests.first(std::min(requests.size(), max_rpc_batch));
    auto answers = one_batch(part, idempotent);
    if (!answers) return answers;
    std::ranges::move(*answers, std::back_inserter(out));
    requests = requests.subspan(part.size());
  }
  return out;
}

Expected<std::vector<RpcAnswer>> JsonRpc::one_batch(std::span<const RpcRequest> requests,
                                                    bool idempotent) {
  const std::uint64_t first_id = next_id_;
  std::string body;
  for (const RpcRequest& request : requests) {
    if (!body.empty()) body += ',';
    fmt::format_to(std::back_inserter(body),
                   R"({{"jsonrpc":"2.0","id":{},"method":"{}","params":{}}})", next_id_++,
                   request.method, request.params);
  }
  if (requests.size() > 1) body = "[" + body + "]";
  const std::string place = fmt::format("{} {}", client_.url().redacted(), requests[0].method);
  bytes_sent_ += body.size();
  HttpCall call{"POST", "", {{"Content-Type", "application/json"}}, std::move(body), idempotent};
  if (!bearer_.empty()) call.headers.emplace_back("Authorization", "Bearer " + bearer_);
  const Expected<HttpAnswer> answer = client_.call(call);
  if (!answer) return std::unexpected(answer.error());
  bytes_received_ += answer->body.size();
  if (answer->status != 200) return refused(*answer, place);
  return parse_rpc_batch(answer->text(), first_id, requests.size(), place);
}

Expected<RpcAnswer> JsonRpc::request(std::string method, std::string params, bool idempotent) {
  const RpcRequest one[] = {{std::move(method), std::move(params)}};
  auto answers = batch(one, idempotent);
  if (!answers) return std::unexpected(answers.error());
  return std::move(answers->front());
}

Expected<Bytes> JsonRpc::eth_call(const Bytes20& to, ByteSpan data, std::string_view block) {
  const auto answer = request("eth_call", fmt::format(R"([{{"to":"{}","data":"{}"}},"{}"])",
                                                      to_hex(to), to_hex(data), block));
  if (!answer) return std::unexpected(answer.error());
  const std::string place = client_.url().redacted() + " eth_call";
  if (answer->error)
    return fail(ErrorKind::unavailable, "the node says: " + answer->error->text(), place);
  const std::string_view text = answer->result;
  const auto bytes = text.size() >= 4 && text.starts_with("\"0x")
                         ? from_hex(text.substr(1, text.size() - 2))
                         : std::nullopt;
  if (!bytes) return fail(ErrorKind::decode, "the answer has no result in hex", place);
  return *bytes;
}

}  // namespace apsis
