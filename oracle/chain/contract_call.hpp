// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "oracle/chain/block_ref.hpp"
#include "oracle/chain/contract_function.hpp"

namespace apsis {

/// One question to a contract: a row of the table of functions, called at an address.
struct ContractCall {
  Bytes20 to{};
  const ContractFunction* function = nullptr;  ///< of contract_function()
  AbiValue::List args{};

  /// "RocketNodeManager.getNodeAt(3) at 0x…", for people.
  std::string text() const;
};

/// A call of the function of that contract and name, which are in the table.
ContractCall make_call(const Bytes20& to, std::string_view contract, std::string_view name,
                       AbiValue::List args = {});

/// A value for people: numbers in decimal, bytes in hex, lists in brackets.
std::string text_of(const AbiValue& value);

/// What a call answered, as one value: that of the only output itself, else the list of all.
/// `decode` as decode_result.
Expected<AbiValue> decode_answer(const ContractCall& call, ByteSpan result);

}  // namespace apsis
