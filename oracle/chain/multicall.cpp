// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/multicall.hpp"

#include <fmt/format.h>

namespace apsis {

namespace {

const ContractFunction& aggregate() {
  static const ContractFunction& function = contract_function("Multicall2", "tryAggregate");
  return function;
}

}  // namespace

Expected<Bytes> encode_multicall(std::span<const ContractCall> calls) {
  AbiValue::List parts;
  parts.reserve(calls.size());
  for (const ContractCall& call : calls) {
    auto data = encode_call(*call.function, call.args);
    if (!data) return std::unexpected(within(call.text(), data.error()));
    parts.emplace_back(AbiValue::List{AbiValue(call.to), AbiValue(std::move(*data))});
  }
  const AbiValue inputs[] = {AbiValue(false), AbiValue(std::move(parts))};
  return encode_call(aggregate(), inputs);
}

Expected<std::vector<CallResult>> decode_multicall(ByteSpan result, std::size_t count) {
  auto values = decode_result(aggregate(), result);
  if (!values) return std::unexpected(values.error());
  const AbiValue::List& parts = values->front().list();
  if (parts.size() != count)
    return fail(ErrorKind::decode, fmt::format("{} answers to {} calls", parts.size(), count),
                "Multicall2.tryAggregate", "check the multicall address of the network");
  std::vector<CallResult> out;
  out.reserve(count);
  for (const AbiValue& part : parts) {
    const AbiValue::List& fields = part.list();
    out.push_back({!fields[0].flag(), fields[1].bytes(), {}});
  }
  return out;
}

}  // namespace apsis
