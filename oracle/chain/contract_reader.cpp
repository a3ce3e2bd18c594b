// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/contract_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/hex.hpp"
#include "oracle/chain/revert_reason.hpp"
#include "oracle/chain/rpc_value.hpp"

namespace apsis {

namespace {

RpcRequest call_request(const Bytes20& to, ByteSpan data, const BlockRef& block) {
  return {"eth_call",
          fmt::format(R"([{{"to":"{}","data":"{}"}},{}])", to_hex(to), to_hex(data), block.json())};
}

/// What a single eth_call gave.
Expected<CallResult> result_of(const RpcAnswer& answer, const std::string& place) {
  if (answer.error)
    return CallResult{true, answer.error->data.value_or(Bytes{}), answer.error->message};
  auto bytes = rpc_bytes(answer.result, place);
  if (!bytes) return std::unexpected(bytes.error());
  return CallResult{false, std::move(*bytes), {}};
}

std::string text_of(const CallResult& result) {
  return result.reverted ? revert_reason(result.bytes) : to_hex(result.bytes);
}

std::string place_of(const ContractCall& call, const BlockRef& block) {
  return call.text() + ", " + block.text();
}

Expected<AbiValue> value_of(const ContractCall& call, const CallResult& result,
                            const BlockRef& block) {
  if (result.reverted) {
    std::string reason = revert_reason(result.bytes);
    if (result.bytes.empty() && !result.said.empty()) reason += " (" + result.said + ")";
    return fail(ErrorKind::mismatch, "the contract refuses: " + reason, place_of(call, block));
  }
  auto value = decode_answer(call, result.bytes);
  if (!value) return std::unexpected(within(place_of(call, block), value.error()));
  return value;
}

template <class T>
void append(std::vector<T>& out, std::vector<T> more) {
  std::ranges::move(more, std::back_inserter(out));
}

/// Calls of part `i` when parts have `size` calls.
std::span<const ContractCall> part_of(std::span<const ContractCall> calls, std::size_t i,
                                      std::size_t size) {
  return calls.subspan(i * size, std::min(size, calls.size() - i * size));
}

/// The results that one node's answers hold, for calls that went out one by one or packed.
Expected<std::vector<CallResult>> unpack(std::span<const ContractCall> calls,
                                         const NodeAnswers& from, bool packed) {
  std::vector<CallResult> out;
  for (std::size_t i = 0; i < from.answers.size(); ++i) {
    const std::string place = from.node + " eth_call";
    auto result = result_of(from.answers[i], place);
    if (!result) return std::unexpected(result.error());
    if (!packed) {
      out.push_back(std::move(*result));
      continue;
    }
    if (result->reverted)
      return fail(ErrorKind::unavailable, "the multicall failed: " + text_of(*result), place,
                  "check the multicall address of the network and the node's gas limit");
    auto parts = decode_multicall(result->bytes, part_of(calls, i, max_multicall_calls).size());
    if (!parts) return std::unexpected(within(place, parts.error()));
    append(out, std::move(*parts));
  }
  return out;
}

}  // namespace

ContractReader::ContractReader(ExecutionNodes& nodes, const Network& network)
    : nodes_(nodes), multicall_(network.multicall), balance_checker_(network.balance_checker) {}

Expected<Bytes32> ContractReader::hash_of(const BlockRef& block) {
  if (const auto* hash = std::get_if<Bytes32>(&block.id)) return *hash;
  const auto header = nodes_.header(block);
  if (!header) return std::unexpected(header.error());
  return header->hash;
}

Expected<std::vector<CallResult>> ContractReader::agreed(std::span<const ContractCall> calls,
                                                         const BlockRef& block,
                                                         std::span<const NodeAnswers> both,
                                                         bool packed) {
  auto first = unpack(calls, both.front(), packed);
  if (!first || both.size() == 1) return first;
  const auto second = unpack(calls, both.back(), packed);
  if (!second) return second;
  const auto [a, b] = std::ranges::mismatch(*first, *second);
  if (a == first->end()) return first;
  nodes_.count_disagreement();
  const auto i = static_cast<std::size_t>(a - first->begin());
  return disagreement(place_of(calls[i], block), both.front().node, text_of(*a), both.back().node,
                      text_of(*b));
}

Expected<std::vector<CallResult>> ContractReader::by_multicall(std::span<const ContractCall> calls,
                                                               const BlockRef& block) {
  std::vector<RpcRequest> requests;
  for (std::size_t i = 0; i * max_multicall_calls < calls.size(); ++i) {
    const auto data = encode_multicall(part_of(calls, i, max_multicall_calls));
    if (!data) return std::unexpected(data.error());
    requests.push_back(call_request(*multicall_, *data, block));
  }
  const auto both = nodes_.ask_two(requests);
  if (!both) return std::unexpected(within(block.text(), both.error()));
  return agreed(calls, block, *both, true);
}

Expected<std::vector<CallResult>> ContractReader::one_by_one(std::span<const ContractCall> calls,
                                                             const BlockRef& block) {
  std::vector<RpcRequest> requests;
  for (const ContractCall& call : calls) {
    const auto data = encode_call(*call.function, call.args);
    if (!data) return std::unexpected(within(call.text(), data.error()));
    requests.push_back(call_request(call.to, *data, block));
  }
  const auto both = nodes_.ask_two(requests);
  if (!both) return std::unexpected(within(block.text(), both.error()));
  return agreed(calls, block, *both, false);
}

Expected<std::vector<CallResult>> ContractReader::results(std::span<const ContractCall> calls,
                                                          const BlockRef& block) {
  if (block.is_tag() && calls.size() > 1) {
    // The head may move between two batches, and two nodes may have different heads.
    const auto hash = hash_of(block);
    if (!hash) return std::unexpected(hash.error());
    return results(calls, BlockRef(*hash));
  }
  const std::size_t size = multicall_ ? max_multicall_calls * max_multicall_batch : max_rpc_batch;
  Results out;
  out.reserve(calls.size());
  for (std::size_t i = 0; i * size < calls.size(); ++i) {
    const auto part = part_of(calls, i, size);
    auto answers =
        multicall_ && part.size() > 1 ? by_multicall(part, block) : one_by_one(part, block);
    if (!answers) return answers;
    ++cost_.batches;
    append(out, std::move(*answers));
  }
  cost_.calls += calls.size();
  return out;
}

Expected<std::vector<Expected<AbiValue>>> ContractReader::try_call(
    std::span<const ContractCall> calls, const BlockRef& block) {
  const auto answers = results(calls, block);
  if (!answers) return std::unexpected(answers.error());
  std::vector<Expected<AbiValue>> out;
  out.reserve(calls.size());
  for (std::size_t i = 0; i < calls.size(); ++i)
    out.push_back(value_of(calls[i], (*answers)[i], block));
  return out;
}

Expected<std::vector<AbiValue>> ContractReader::call(std::span<const ContractCall> calls,
                                                     const BlockRef& block) {
  auto answers = try_call(calls, block);
  if (!answers) return std::unexpected(answers.error());
  std::vector<AbiValue> out;
  out.reserve(calls.size());
  for (Expected<AbiValue>& answer : *answers) {
    if (!answer) return std::unexpected(answer.error());
    out.push_back(std::move(*answer));
  }
  return out;
}

Expected<AbiValue> ContractReader::call_one(const ContractCall& call, const BlockRef& block) {
  auto answers = this->call({&call, 1}, block);
  if (!answers) return std::unexpected(answers.error());
  return std::move(answers->front());
}

Expected<std::vector<uint256>> ContractReader::checked_balances(std::span<const Bytes20> addresses,
                                                                const BlockRef& block) {
  std::vector<ContractCall> calls;
  for (std::size_t i = 0; i < addresses.size(); i += max_balance_addresses) {
    AbiValue::List users;
    for (const Bytes20& address :
         addresses.subspan(i, std::min(max_balance_addresses, addresses.size() - i)))
      users.emplace_back(address);
    calls.push_back(make_call(*balance_checker_, "EthBalanceChecker", "balances",
                              {AbiValue(std::move(users)), AbiValue::List{AbiValue(Bytes20{})}}));
  }
  const auto answers = call(calls, block);
  if (!answers) return std::unexpected(answers.error());
  std::vector<uint256> out;
  for (const AbiValue& part : *answers)
    for (const AbiValue& balance : part.list()) out.push_back(balance.number());
  if (out.size() != addresses.size())
    return fail(ErrorKind::decode,
                fmt::format("{} balances of {} addresses", out.size(), addresses.size()),
                "EthBalanceChecker.balances", "check the balance checker of the network");
  return out;
}

Expected<std::vector<uint256>> ContractReader::balances(std::span<const Bytes20> addresses,
                                                        const BlockRef& block) {
  if (balance_checker_ && addresses.size() > 1) return checked_balances(addresses, block);
  std::vector<RpcRequest> requests;
  for (const Bytes20& address : addresses)
    requests.push_back(
        {"eth_getBalance", fmt::format(R"(["{}",{}])", to_hex(address), block.json())});
  const auto answers = nodes_.compared(requests);
  if (!answers) return std::unexpected(within(block.text(), answers.error()));
  cost_.calls += addresses.size();
  cost_.batches += (addresses.size() + max_rpc_batch - 1) / max_rpc_batch;
  std::vector<uint256> out;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    const std::string place = "balance of " + to_hex(addresses[i]) + ", " + block.text();
    const RpcAnswer& answer = (*answers)[i];
    if (answer.error) return fail(ErrorKind::unavailable, answer.error->text(), place);
    auto balance = rpc_number(answer.result, place);
    if (!balance) return std::unexpected(balance.error());
    out.push_back(std::move(*balance));
  }
  return out;
}

}  // namespace apsis
