// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/chain/contract_call.hpp"

#include <fmt/format.h>

#include <variant>

#include "core/hex.hpp"

namespace apsis {

namespace {

/// Most bytes of one argument that an error shows.
constexpr std::size_t max_shown_bytes = 100;

struct ValueText {
  std::string operator()(const uint256& number) const { return number.str(); }
  std::string operator()(const int256& number) const { return number.str(); }
  std::string operator()(bool flag) const { return flag ? "true" : "false"; }
  std::string operator()(const Bytes20& address) const { return to_hex(address); }
  std::string operator()(const Bytes& bytes) const { return to_hex(bytes); }
  std::string operator()(const std::string& text) const { return "\"" + text + "\""; }
  std::string operator()(const AbiValue::List& list) const {
    std::string out;
    for (const AbiValue& part : list) out += (out.empty() ? "" : ",") + text_of(part);
    return "[" + out + "]";
  }
};

}  // namespace

std::string text_of(const AbiValue& value) {
  return std::visit(ValueText{}, value.value);
}

std::string ContractCall::text() const {
  std::string inputs;
  for (const AbiValue& arg : args)
    inputs += (inputs.empty() ? "" : ",") + text_of(arg).substr(0, max_shown_bytes);
  return fmt::format("{}.{}({}) at {}", function->contract, function->name, inputs, to_hex(to));
}

ContractCall make_call(const Bytes20& to, std::string_view contract, std::string_view name,
                       AbiValue::List args) {
  return {to, &contract_function(contract, name), std::move(args)};
}

Expected<AbiValue> decode_answer(const ContractCall& call, ByteSpan result) {
  auto values = decode_result(*call.function, result);
  if (!values) return std::unexpected(values.error());
  if (values->size() == 1) return std::move(values->front());
  return AbiValue(std::move(*values));
}

}  // namespace apsis
