// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/execution_calls.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/hex.hpp"
#include "oracle/chain/contract_function.hpp"

namespace apsis {

namespace {

/// "execution reverted" with the bytes of Error("Multicall2 aggregate: call failed").
constexpr std::string_view multicall_failed =
    R"({"code":3,"message":"execution reverted: Multicall2 aggregate: call failed","data":)"
    R"("0x08c379a0000000000000000000000000000000000000000000000000000000000000002000000000000000000)"
    R"(00000000000000000000000000000000000000000000000214d756c746963616c6c32206167677265676174653a)"
    R"(2063616c6c206661696c656400000000000000000000000000000000000000000000000000000000000000"})";

std::string quoted(const std::string& text) {
  return "\"" + text + "\"";
}

/// The bytes behind `"data":"` of an error; empty if it has none.
Bytes revert_bytes(const std::string& error) {
  const std::size_t at = error.find("\"data\":\"");
  if (at == std::string::npos) return {};
  const std::size_t begin = at + 8;
  return from_hex(error.substr(begin, error.find('"', begin) - begin)).value_or(Bytes{});
}

struct Part {
  bool reverted = false;
  Bytes bytes;
};

/// One part of a multicall; an error when it was not recorded.
std::expected<Part, std::string> answer_part(const ExecutionView& view, std::uint64_t block,
                                             const AbiValue& call) {
  const std::string data = to_hex(call.list()[1].bytes());
  const RpcReplyText reply = answer_call(view, block, to_hex(call.list()[0].address()), data);
  if (reply) return Part{false, from_hex(reply->substr(1, reply->size() - 2)).value_or(Bytes{})};
  if (!reply.error().starts_with("{\"code\":3")) return std::unexpected(reply.error());
  return Part{true, revert_bytes(reply.error())};
}

std::string encoded(const ContractFunction& function, const AbiValue::List& outputs) {
  return quoted(to_hex(abi_encode(function.outputs, outputs).value()));
}

RpcReplyText answer_multicall(const ExecutionView& view, std::uint64_t block,
                              const ContractFunction& function, ByteSpan calldata) {
  const auto inputs = decode_call(function, calldata);
  if (!inputs) return rpc_error(3, "execution reverted");
  const bool is_try = function.name == "tryAggregate";
  const bool all_must = !is_try || inputs->front().flag();
  AbiValue::List parts;
  for (const AbiValue& call : inputs->back().list()) {
    auto part = answer_part(view, block, call);
    if (!part) return std::unexpected(part.error());
    if (part->reverted && all_must) return std::unexpected(std::string(multicall_failed));
    AbiValue bytes(std::move(part->bytes));
    if (is_try) {
      parts.emplace_back(AbiValue::List{AbiValue(!part->reverted), std::move(bytes)});
    } else {
      parts.push_back(std::move(bytes));
    }
  }
  AbiValue::List outputs;
  if (!is_try) outputs.emplace_back(uint256(block));
  outputs.emplace_back(std::move(parts));
  return encoded(function, outputs);
}

RpcReplyText answer_balances(const ExecutionView& view, std::uint64_t block,
                             const ContractFunction& function, ByteSpan calldata) {
  const auto state = view.state(block);
  if (!state) return std::unexpected(state.error());
  const auto inputs = decode_call(function, calldata);
  const bool of_ether = inputs && inputs->at(1).list() == AbiValue::List{AbiValue(Bytes20{})};
  if (!of_ether) return rpc_error(-32000, "the recording knows balances of ETH alone");
  AbiValue::List out;
  for (const AbiValue& address : inputs->at(0).list()) {
    const auto found = (*state)->accounts.find(to_hex(address.address()));
    if (found == (*state)->accounts.end())
      return rpc_error(-32000, "the recording has no balance of " + to_hex(address.address()));
    out.emplace_back(*uint256_from_decimal(found->second.wei));
  }
  return encoded(function, {AbiValue(std::move(out))});
}

RpcReplyText answer_recorded(const ExecutionView& view, std::uint64_t block, const std::string& to,
                             const std::string& data) {
  const auto state = view.state(block);
  if (!state) return std::unexpected(state.error());
  const auto other = view.belief().answers.find(to + data);
  if (other != view.belief().answers.end()) return other->second;
  const auto found = (*state)->calls.find(to + data);
  if (found == (*state)->calls.end())
    return rpc_error(-32000, fmt::format("the recording has no call of {} to {} in number {}",
                                         data.substr(0, 138), to, block));
  if (!found->second.error.empty()) return std::unexpected(found->second.error);
  std::string out = found->second.result;
  const std::string& wrong = view.belief().wrong_call;
  if (!wrong.empty() && data.starts_with(wrong) && out.size() > 4) {
    char& digit = out[out.size() - 2];
    digit = digit == '1' ? '0' : '1';
  }
  return out;
}

}  // namespace

RpcReplyText answer_call(const ExecutionView& view, std::uint64_t block, const std::string& to,
                         const std::string& data) {
  const std::string* helpers[] = {&view.recording().multicall, &view.recording().balance_checker};
  const bool is_helper =
      std::ranges::any_of(helpers, [&](const std::string* address) { return *address == to; });
  const auto calldata = is_helper ? from_hex(data) : std::nullopt;
  if (calldata && to == *helpers[0]) {
    const ContractFunction* function = find_function("Multicall2", *calldata);
    if (function != nullptr) return answer_multicall(view, block, *function, *calldata);
  }
  if (calldata && to == *helpers[1]) {
    const ContractFunction* function = find_function("EthBalanceChecker", *calldata);
    if (function != nullptr) return answer_balances(view, block, *function, *calldata);
  }
  return answer_recorded(view, block, to, data);
}

}  // namespace apsis
