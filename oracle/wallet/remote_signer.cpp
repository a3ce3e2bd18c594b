// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/wallet/remote_signer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/hex.hpp"

namespace apsis {

namespace {

using nlohmann::json;

/// JSON-RPC's number for a method that a service does not have.
constexpr int method_not_found = -32601;
/// Most of a service's own words that a message repeats.
constexpr std::size_t max_told_bytes = 200;

std::string quantity(const uint256& number) {
  const Bytes32 bytes = to_be_bytes(number);
  std::string digits = to_hex_bare(bytes);
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  return "0x" + digits;
}

HttpClientLimits signer_limits() {
  HttpClientLimits limits;
  limits.idle = remote_signer_patience;
  limits.total = remote_signer_patience;
  limits.body_bytes = max_signer_answer_bytes;
  limits.tries = 1;
  return limits;
}

json params_of(const Transaction& transaction, const Bytes20& from) {
  return json::array({{{"from", to_hex(from)},
                       {"to", to_hex(transaction.to)},
                       {"gas", quantity(transaction.gas_limit)},
                       {"maxFeePerGas", quantity(transaction.max_fee_wei)},
                       {"maxPriorityFeePerGas", quantity(transaction.priority_fee_wei)},
                       {"value", quantity(transaction.value_wei)},
                       {"nonce", quantity(transaction.nonce)},
                       {"chainId", quantity(transaction.chain_id)},
                       {"data", to_hex(transaction.data)}}});
}

std::string printable(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, '?');
  return text.substr(0, max_told_bytes);
}

bool is_unknown_method(const json& answer) {
  return answer.contains(json::json_pointer("/error/code")) &&
         answer["error"]["code"].is_number() &&
         answer["error"]["code"].get<int>() == method_not_found;
}

/// The raw transaction of either form of answer: the text itself, or an object with it as `raw`.
std::optional<Bytes> raw_of(const json& result) {
  const json* raw = &result;
  if (result.is_object() && result.contains("raw")) raw = &result["raw"];
  return raw->is_string() ? from_hex(raw->get<std::string>()) : std::nullopt;
}

}  // namespace

RemoteSigner::RemoteSigner(Url url, const Bytes20& address, std::string bearer)
    : client_(std::make_unique<HttpClient>(std::move(url), signer_limits())),
      address_(address),
      bearer_(std::move(bearer)) {}

std::string RemoteSigner::place() const {
  return "remote signer " + client_->url().redacted();
}

Expected<std::string> RemoteSigner::request(const std::string& method, const std::string& params) {
  HttpCall call{.method = "POST", .idempotent = false};
  call.headers = {{"Content-Type", "application/json"}};
  if (!bearer_.empty()) call.headers.emplace_back("Authorization", "Bearer " + bearer_);
  call.body =
      fmt::format(R"({{"jsonrpc":"2.0","id":1,"method":"{}","params":{}}})", method, params);
  const Expected<HttpAnswer> answer = client_->call(call);
  if (!answer) return std::unexpected(within("remote signer", answer.error()));
  const json document = json::parse(answer->text(), nullptr, false);
  if (!document.is_object())
    return fail(ErrorKind::unavailable,
                fmt::format("status {}, and no JSON-RPC answer", answer->status), place(),
                "check the address and that this signer lets the oracle in");
  return document.dump();
}

Expected<SignedTransaction> RemoteSigner::sign(const Transaction& transaction) {
  const std::string params = params_of(transaction, address_).dump();
  json document;
  for (const char* method : {"eth_signTransaction", "account_signTransaction"}) {
    const Expected<std::string> answer = request(method, params);
    if (!answer) return std::unexpected(answer.error());
    document = json::parse(*answer, nullptr, false);
    if (!is_unknown_method(document)) break;
  }
  if (document.contains("error") && !document["error"].is_null()) {
    const json& error = document["error"];
    const bool has_words =
        error.is_object() && error.contains("message") && error["message"].is_string();
    return fail(ErrorKind::unavailable,
                "refuses: " + (has_words ? printable(error["message"].get<std::string>())
                                         : std::string("an error without a message")),
                place(), "check that it has the key of " + to_hex(address_));
  }
  const auto raw = document.contains("result") ? raw_of(document["result"]) : std::nullopt;
  if (!raw) return fail(ErrorKind::decode, "the answer has no raw transaction", place());
  Expected<SignedTransaction> out = decode_signed(*raw);
  if (!out) return std::unexpected(within(place(), out.error()));
  if (const std::string difference = first_difference(transaction, out->transaction);
      !difference.empty())
    return fail(ErrorKind::mismatch, "signed another transaction: " + difference, place(),
                "nothing was sent; do not use this signer before that is explained");
  if (out->from != address_)
    return fail(ErrorKind::mismatch, "signed with the key of " + to_hex(out->from), place(),
                "name the address that is to vote");
  return out;
}

Expected<std::vector<Bytes20>> RemoteSigner::accounts() {
  json document;
  for (const char* method : {"eth_accounts", "account_list"}) {
    const Expected<std::string> answer = request(method, "[]");
    if (!answer) return std::unexpected(answer.error());
    document = json::parse(*answer, nullptr, false);
    if (!is_unknown_method(document)) break;
  }
  if (!document.contains("result") || !document["result"].is_array())
    return fail(ErrorKind::decode, "the answer has no accounts", place());
  std::vector<Bytes20> out;
  for (const json& entry : document["result"]) {
    const auto address =
        entry.is_string() ? array_from_hex<20>(entry.get<std::string>()) : std::nullopt;
    if (!address) return fail(ErrorKind::decode, "an account is no address", place());
    out.push_back(*address);
  }
  return out;
}

}  // namespace apsis
