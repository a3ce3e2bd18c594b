// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/submit/node_chain.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include "core/hex.hpp"
#include "oracle/chain/contract_function.hpp"
#include "oracle/chain/revert_reason.hpp"
#include "oracle/chain/rpc_outcome.hpp"
#include "oracle/chain/rpc_value.hpp"

namespace apsis {

namespace {

std::string_view tag_of(NonceAt at) {
  switch (at) {
    case NonceAt::latest:
      return "latest";
    case NonceAt::pending:
      return "pending";
    case NonceAt::finalized:
      break;
  }
  return "finalized";
}

std::string call_json(const Bytes20* from, const Bytes20& to, ByteSpan data,
                      const uint256& value_wei) {
  return fmt::format(R"([{{{}"to":"{}","data":"{}","value":"{}"}},"latest"])",
                     from == nullptr ? "" : fmt::format(R"("from":"{}",)", to_hex(*from)),
                     to_hex(to), to_hex(data), rpc_hex(value_wei));
}

std::string reason_of(const RpcError& error) {
  return error.data && !error.data->empty() ? revert_reason(*error.data) : error.message;
}

Expected<ChainHead> head_of(ExecutionNodes& nodes) {
  const Expected<BlockHeader> latest = nodes.header(BlockTag::latest);
  if (!latest) return std::unexpected(latest.error());
  const Expected<BlockHeader> finalized = nodes.header(BlockTag::finalized);
  if (!finalized) return std::unexpected(finalized.error());
  return ChainHead{latest->number, latest->base_fee_wei, finalized->number};
}

Expected<bool> flag_of(ExecutionNodes& nodes, const Bytes20& storage, const Bytes32& key) {
  const ContractFunction& function = contract_function("RocketStorage", "getBool");
  const AbiValue input(key);
  const Expected<Bytes> data = encode_call(function, {&input, 1});
  if (!data) return std::unexpected(data.error());
  const Expected<std::string> result =
      nodes.result("eth_call", call_json(nullptr, storage, *data, 0));
  if (!result) return std::unexpected(result.error());
  const Expected<Bytes> bytes = rpc_bytes(*result, "RocketStorage.getBool");
  if (!bytes) return std::unexpected(bytes.error());
  const Expected<AbiValue::List> values = decode_result(function, *bytes);
  if (!values) return std::unexpected(within("RocketStorage.getBool", values.error()));
  return values->at(0).flag();
}

/// A refusal that is no revert says nothing of the call: the node could not run it.
Expected<Simulation> simulation_of(const RpcAnswer& answer, std::string_view method) {
  if (outcome_of(answer) == RpcOutcome::reverted)
    return Simulation{false, reason_of(*answer.error), 0};
  return fail(ErrorKind::unavailable, "the node says: " + answer.error->text(),
              std::string(method));
}

Expected<Simulation> simulate(ExecutionNodes& nodes, const Bytes20& from,
                              const Submission& submission) {
  const std::string params =
      call_json(&from, submission.address, submission.calldata, submission.value_wei);
  const Expected<RpcAnswer> called = nodes.request("eth_call", params);
  if (!called) return std::unexpected(called.error());
  if (called->error) return simulation_of(*called, "eth_call");
  const Expected<RpcAnswer> estimate = nodes.request("eth_estimateGas", params);
  if (!estimate) return std::unexpected(estimate.error());
  if (estimate->error) return simulation_of(*estimate, "eth_estimateGas");
  const Expected<std::uint64_t> gas = rpc_u64(estimate->result, "eth_estimateGas");
  if (!gas) return std::unexpected(gas.error());
  return Simulation{true, {}, *gas};
}

/// One of two answers to the same transaction: the lower outcome is the better news.
bool is_better(const SendAnswer& a, const SendAnswer& b) {
  return static_cast<int>(a.outcome) < static_cast<int>(b.outcome);
}

}  // namespace

Expected<SendAnswer> best_send_answer(const std::vector<NodeReply>& replies) {
  std::optional<SendAnswer> best;
  std::string silent;
  for (const NodeReply& reply : replies) {
    if (!reply.answer) {
      silent += (silent.empty() ? "" : "; ") + reply.answer.error().text();
      continue;
    }
    const SendAnswer own =
        reply.answer->error ? send_answer_of(reply.answer->error->message) : SendAnswer{};
    if (!best || is_better(own, *best)) best = own;
  }
  if (best) return *best;
  return fail(ErrorKind::unavailable,
              silent.empty() ? "no execution node can be used" : "no node answers: " + silent,
              "eth_sendRawTransaction", "the same bytes are sent again");
}

Expected<std::optional<Receipt>> parse_receipt(std::string_view json, std::string_view place) {
  simdjson::dom::parser parser;
  simdjson::dom::element receipt;
  if (parser.parse(json.data(), json.size()).get(receipt) != simdjson::SUCCESS)
    return fail(ErrorKind::decode, "the answer is no receipt", std::string(place));
  if (receipt.is_null()) return std::nullopt;
  std::array<uint256, 4> numbers;
  constexpr std::array<const char*, 4> names = {"blockNumber", "status", "gasUsed",
                                                "effectiveGasPrice"};
  for (std::size_t at = 0; at < names.size(); ++at) {
    const std::string where = fmt::format("{} {}", place, names[at]);
    simdjson::dom::element field;
    if (receipt.at_key(names[at]).get(field) != simdjson::SUCCESS)
      return fail(ErrorKind::decode, "the field is missing", where);
    const Expected<uint256> number = rpc_number(simdjson::minify(field), where);
    if (!number) return std::unexpected(number.error());
    numbers[at] = *number;
  }
  if (numbers[0] > uint256(~std::uint64_t{0}) || numbers[1] > 1 || (numbers[2] >> 64) != 0 ||
      (numbers[3] >> 128) != 0)
    return fail(ErrorKind::decode, "a number is out of its range", std::string(place));
  return Receipt{static_cast<std::uint64_t>(numbers[0]), numbers[1] == 1, numbers[2] * numbers[3]};
}

SubmitChain node_chain(ExecutionNodes& nodes, const Bytes20& rocket_storage) {
  SubmitChain out;
  out.head = [&nodes] { return head_of(nodes); };
  out.nonce = [&nodes](const Bytes20& account, NonceAt at) -> Expected<std::uint64_t> {
    const auto result = nodes.result("eth_getTransactionCount",
                                     fmt::format(R"(["{}","{}"])", to_hex(account), tag_of(at)));
    if (!result) return std::unexpected(result.error());
    return rpc_u64(*result, "eth_getTransactionCount");
  };
  out.balance_wei = [&nodes](const Bytes20& account) -> Expected<uint256> {
    const auto result =
        nodes.result("eth_getBalance", fmt::format(R"(["{}","latest"])", to_hex(account)));
    if (!result) return std::unexpected(result.error());
    return rpc_number(*result, "eth_getBalance");
  };
  out.flag = [&nodes, rocket_storage](const Bytes32& key) {
    return flag_of(nodes, rocket_storage, key);
  };
  out.simulate = [&nodes](const Bytes20& from, const Submission& submission) {
    return simulate(nodes, from, submission);
  };
  out.send = [&nodes](ByteSpan raw) {
    return best_send_answer(
        nodes.request_all("eth_sendRawTransaction", fmt::format(R"(["{}"])", to_hex(raw))));
  };
  out.receipt = [&nodes](const Bytes32& hash) -> Expected<std::optional<Receipt>> {
    const auto result =
        nodes.result("eth_getTransactionReceipt", fmt::format(R"(["{}"])", to_hex(hash)));
    if (!result) return std::unexpected(result.error());
    return parse_receipt(*result, "eth_getTransactionReceipt");
  };
  return out;
}

}  // namespace apsis
