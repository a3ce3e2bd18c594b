// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "oracle/chain/abi_code.hpp"

namespace apsis {

/// The first four bytes of the hash of a function's signature.
using Selector = std::array<std::uint8_t, 4>;

/// A function of a contract, ready to encode and decode.
struct ContractFunction {
  std::string contract;
  std::string name;
  std::string signature;
  std::vector<AbiType> inputs;
  std::vector<AbiType> outputs;
  Selector selector{};
};

/// All functions that Apsis knows, in the table's order.
std::span<const ContractFunction> contract_functions();
/// The function of this contract and name, which is in the table (else the program ends).
const ContractFunction& contract_function(std::string_view contract, std::string_view name);
/// The function that a contract's calldata calls; null if the table has none. Without a contract's
/// name the first that has the selector.
const ContractFunction* find_function(std::string_view contract, ByteSpan calldata);

/// Calldata. `usage` for values that are not of the inputs' types.
Expected<Bytes> encode_call(const ContractFunction& function, std::span<const AbiValue> inputs);
/// The inputs of calldata. `decode` if it is no call of the function.
Expected<AbiValue::List> decode_call(const ContractFunction& function, ByteSpan calldata);
/// What a call answered. `decode` if it is no answer of the function; no bytes at all mean that no
/// contract is at the address.
Expected<AbiValue::List> decode_result(const ContractFunction& function, ByteSpan result);

}  // namespace apsis
