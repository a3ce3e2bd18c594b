// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/contract_function.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "core/hash/keccak.hpp"
#include "oracle/chain/function_rows.hpp"

namespace apsis {

namespace {

Selector selector_of(std::string_view signature) {
  const auto* text = reinterpret_cast<const std::uint8_t*>(signature.data());
  return to_array<4>(keccak256({text, signature.size()}));
}

ContractFunction make_function(const FunctionRow& row) {
  const std::size_t open = row.signature.find('(');
  CHECK(open != std::string_view::npos && row.signature.ends_with(')'));
  ContractFunction out;
  out.contract = row.contract;
  out.name = row.signature.substr(0, open);
  out.signature = row.signature;
  auto inputs = parse_abi_types(row.signature.substr(open + 1, row.signature.size() - open - 2));
  auto outputs = parse_abi_types(row.outputs);
  CHECK(inputs.has_value() && outputs.has_value());
  out.inputs = std::move(*inputs);
  out.outputs = std::move(*outputs);
  out.selector = selector_of(row.signature);
  return out;
}

std::vector<ContractFunction> make_functions() {
  std::vector<ContractFunction> out;
  for (const auto rows : {network_function_rows(), pool_function_rows(), dao_function_rows()})
    for (const FunctionRow& row : rows) out.push_back(make_function(row));
  return out;
}

std::string place_of(const ContractFunction& function) {
  return function.contract + "." + function.name;
}

}  // namespace

std::span<const ContractFunction> contract_functions() {
  static const std::vector<ContractFunction> functions = make_functions();
  return functions;
}

const ContractFunction& contract_function(std::string_view contract, std::string_view name) {
  const auto all = contract_functions();
  const auto found = std::ranges::find_if(all, [&](const ContractFunction& function) {
    return function.contract == contract && function.name == name;
  });
  CHECK(found != all.end());
  return *found;
}

const ContractFunction* find_function(std::string_view contract, ByteSpan calldata) {
  if (calldata.size() < sizeof(Selector)) return nullptr;
  const Selector selector = to_array<sizeof(Selector)>(calldata);
  for (const ContractFunction& function : contract_functions())
    if (function.selector == selector && (contract.empty() || function.contract == contract))
      return &function;
  return nullptr;
}

Expected<Bytes> encode_call(const ContractFunction& function, std::span<const AbiValue> inputs) {
  const Expected<Bytes> encoded = abi_encode(function.inputs, inputs);
  if (!encoded) return std::unexpected(within(place_of(function), encoded.error()));
  Bytes out(function.selector.begin(), function.selector.end());
  out.insert(out.end(), encoded->begin(), encoded->end());
  return out;
}

Expected<AbiValue::List> decode_call(const ContractFunction& function, ByteSpan calldata) {
  if (calldata.size() < function.selector.size() ||
      to_array<sizeof(Selector)>(calldata) != function.selector)
    return fail(ErrorKind::decode, "calldata has another selector", place_of(function));
  auto out = abi_decode(function.inputs, calldata.subspan(function.selector.size()));
  if (!out) return std::unexpected(within(place_of(function), out.error()));
  return out;
}

Expected<AbiValue::List> decode_result(const ContractFunction& function, ByteSpan result) {
  if (result.empty() && !function.outputs.empty())
    return fail(ErrorKind::decode, "answered nothing", place_of(function),
                "no contract is at that address in that block");
  auto out = abi_decode(function.outputs, result);
  if (!out) return std::unexpected(within(place_of(function), out.error()));
  return out;
}

}  // namespace apsis
