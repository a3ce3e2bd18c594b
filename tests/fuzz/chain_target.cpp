// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "core/net/json_rpc_answer.hpp"
#include "oracle/chain/block_header.hpp"
#include "oracle/chain/chain_log.hpp"
#include "oracle/chain/contract_call.hpp"
#include "oracle/chain/contract_event.hpp"
#include "oracle/chain/multicall.hpp"
#include "oracle/chain/network.hpp"
#include "oracle/chain/revert_reason.hpp"
#include "oracle/chain/rpc_outcome.hpp"
#include "oracle/chain/rpc_value.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace apsis {

namespace {

/// What the first byte of an input chooses.
enum Choice : std::uint8_t { batch, header, logs, result, calldata, event, multicall, revert, net };
constexpr std::uint8_t choices = 9;

Bytes seed(Choice choice, std::string_view text) {
  return chosen_seed(choice, Bytes(text.begin(), text.end()));
}

std::string quoted_hash(char digit) {
  return "\"0x" + std::string(64, digit) + "\"";
}

/// Bytes that were decoded must come back when the values are encoded again.
void must_come_back(ByteSpan bytes, const Expected<Bytes>& again) {
  if (!again || !std::ranges::equal(bytes, *again)) std::abort();
}

void read_result(ByteSpan input) {
  if (input.empty()) return;
  const auto functions = contract_functions();
  const ContractFunction& function = functions[input[0] % functions.size()];
  const ByteSpan bytes = input.subspan(1);
  const auto values = decode_result(function, bytes);
  if (!values) return;
  must_come_back(bytes, abi_encode(function.outputs, *values));
  for (const AbiValue& value : *values) (void)text_of(value);
}

void read_calldata(ByteSpan input) {
  const ContractFunction* function = find_function("", input);
  if (function == nullptr) return;
  const auto values = decode_call(*function, input);
  if (values) must_come_back(input, encode_call(*function, *values));
}

void read_event(ByteSpan input) {
  constexpr std::size_t most_topics = 4;
  if (input.empty()) return;
  const auto events = contract_events();
  const ContractEvent& chosen = events[input[0] % events.size()];
  std::vector<Bytes32> topics = {chosen.topic};
  ByteSpan rest = input.subspan(1);
  while (topics.size() < chosen.topic_count() && topics.size() < most_topics &&
         rest.size() >= sizeof(Bytes32)) {
    topics.push_back(to_array<sizeof(Bytes32)>(rest));
    rest = rest.subspan(sizeof(Bytes32));
  }
  (void)decode_log(chosen, topics, rest);
}

void read_batch(std::string_view text) {
  constexpr std::size_t requests = 3;
  (void)parse_rpc_refusal(text);
  (void)parse_rpc_batch(text, 1, 1, "node");
  const auto answers = parse_rpc_batch(text, 1, requests, "node");
  if (!answers) return;
  for (const RpcAnswer& answer : *answers) {
    (void)outcome_of(answer);
    (void)rpc_number(answer.result, "x");
    (void)rpc_bytes(answer.result, "x");
  }
}

}  // namespace

const char* const target_name = "chain";

std::vector<Bytes> target_seeds() {
  const std::string hash = quoted_hash('a');
  const std::string address = "\"0x" + std::string(40, 'b') + "\"";
  const std::string error =
      R"({"id":2,"error":{"code":3,"message":"execution reverted","data":"0x08c379a0"}})";
  std::vector<Bytes> out = {
      seed(batch, R"([{"id":1,"result":"0x10"},)" + error + R"(,{"id":3,"result":null}])"),
      seed(batch, R"({"jsonrpc":"2.0","id":1,"result":"0x00"})"),
      seed(header, R"({"number":"0x1","hash":)" + hash + R"(,"parentHash":)" + hash +
                       R"(,"stateRoot":)" + hash + R"(,"timestamp":"0x5","baseFeePerGas":"0x7",)" +
                       R"("parentBeaconBlockRoot":)" + hash + "}"),
      seed(logs, R"([{"address":)" + address + R"(,"topics":[)" + hash +
                     R"(],"data":"0x01","blockNumber":"0x5","blockHash":)" + hash +
                     R"(,"transactionHash":)" + hash + R"(,"logIndex":"0x2"}])"),
      seed(net,
           "name = \"x\"\nchain_id = 5\ngenesis_time = 1\nrocket_storage = " + address + "\n")};
  const AbiValue::List parts = {AbiValue(AbiValue::List{AbiValue(true), AbiValue(Bytes{1, 2})}),
                                AbiValue(AbiValue::List{AbiValue(false), AbiValue(Bytes{})})};
  const std::vector<AbiValue> outputs = {AbiValue(parts)};
  if (const auto bytes =
          abi_encode(contract_function("Multicall2", "tryAggregate").outputs, outputs))
    out.push_back(chosen_seed(multicall, *bytes));
  const ContractCall call = make_call({}, "RocketNodeManager", "getNodeAt", {std::uint64_t{3}});
  const ContractCall calls[] = {call, call};
  if (const auto bytes = encode_multicall(calls)) out.push_back(chosen_seed(calldata, *bytes));
  const std::vector<AbiValue> words = {AbiValue(std::string("Not enough time has passed"))};
  const AbiType text_type[] = {AbiType{AbiKind::string}};
  if (const auto bytes = abi_encode(text_type, words)) {
    Bytes reason = {0x08, 0xc3, 0x79, 0xa0};
    reason.insert(reason.end(), bytes->begin(), bytes->end());
    out.push_back(chosen_seed(revert, reason));
    out.push_back(chosen_seed(result, chosen_seed(2, *bytes)));
  }
  out.push_back(chosen_seed(event, chosen_seed(0, Bytes(32 * 8, 0))));
  return out;
}

void run_target(ByteSpan input) {
  if (input.empty()) return;
  const ByteSpan rest = input.subspan(1);
  const std::string_view text(reinterpret_cast<const char*>(rest.data()), rest.size());
  switch (input[0] % choices) {
    case batch:
      return read_batch(text);
    case header:
      return void(parse_block_header(text, "node"));
    case logs:
      return void(read_logs(std::string(text)));
    case result:
      return read_result(rest);
    case calldata:
      return read_calldata(rest);
    case event:
      return read_event(rest);
    case multicall:
      return void(decode_multicall(rest, 2));
    case revert:
      return void(revert_reason(rest));
    default:
      return void(parse_network(text, "net.toml"));
  }
}

}  // namespace apsis
