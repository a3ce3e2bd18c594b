// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "oracle/chain/contract_book.hpp"
#include "oracle/state/capture_caller.hpp"

namespace apsis {

/// What becomes of an answer. Its errors are placed at the call.
using TakeAnswer = std::function<Expected<void>(const AbiValue&)>;

/// Puts the answer there, which stays where it is until the plan has run. `mismatch` for a number
/// that does not fit.
TakeAnswer into(uint256& out);
TakeAnswer into(int256& out);
TakeAnswer into(std::uint64_t& out);
TakeAnswer into(bool& out);
TakeAnswer into(Bytes20& out);
TakeAnswer into(Bytes48& out);

/// A number of 64 bits; `mismatch` if it is larger.
Expected<std::uint64_t> u64_of(const uint256& number);
/// A BLS public key; `mismatch` if the bytes are not 48.
Expected<Bytes48> pubkey_of(const Bytes& bytes);

/// A function at a contract's address, looked up once for many calls.
struct AskedFunction {
  Bytes20 to{};
  const ContractFunction* function = nullptr;
};

/// Questions of one stage, asked together.
class CapturePlan {
 public:
  explicit CapturePlan(const ContractBook& book) : book_(book) {}

  /// Where a contract of the book is; if it has none of that name, run fails.
  Bytes20 address(std::string_view contract);
  /// A function of a contract of the book; as address.
  AskedFunction find(std::string_view contract, std::string_view function);
  void ask(const AskedFunction& function, AbiValue::List args, TakeAnswer take);
  /// Short form for one call of a contract of the book.
  void ask(std::string_view contract, std::string_view function, AbiValue::List args,
           TakeAnswer take);
  /// The ETH balance of an address.
  void ask_balance(const Bytes20& address, uint256& out);

  /// Asks everything, puts the answers where they belong and adds to the cost. Errors of the caller
  /// and of what takes the answers.
  Expected<void> run(const CaptureCaller& caller, CaptureCost& cost);

 private:
  const ContractBook& book_;
  std::vector<ContractCall> calls_;
  std::vector<TakeAnswer> takes_;
  std::vector<Bytes20> addresses_;
  std::vector<uint256*> balances_;
  Expected<void> problem_;
};

}  // namespace apsis
