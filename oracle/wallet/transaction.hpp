// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/uint256.hpp"
#include "oracle/wallet/private_key.hpp"

namespace apsis {

/// A call of a contract as an EIP-1559 transaction (type 2) without an access list.
struct Transaction {
  std::uint64_t chain_id = 0;
  std::uint64_t nonce = 0;
  uint256 priority_fee_wei;  ///< most for the block's proposer, for each unit of gas
  uint256 max_fee_wei;       ///< most in all, for each unit of gas
  std::uint64_t gas_limit = 0;
  Bytes20 to{};
  uint256 value_wei;
  Bytes data;

  bool operator==(const Transaction&) const = default;
};

/// A transaction as it goes to the chain.
struct SignedTransaction {
  Transaction transaction;
  Bytes20 from{};
  Bytes raw;       ///< the envelope: type byte and RLP
  Bytes32 hash{};  ///< by which nodes know it
};

/// What is signed: Keccak of the envelope without the signature.
Bytes32 signing_hash(const Transaction& transaction);

/// The envelope with a signature that `from` made.
SignedTransaction with_signature(const Transaction& transaction, const Signature& signature,
                                 const Bytes20& from);

/// Reads an envelope and finds out who signed it. `decode` for what is no canonical transaction of
/// type 2, creates a contract or has an access list.
Expected<SignedTransaction> decode_signed(ByteSpan raw);

/// The first field in which two transactions differ, with both values; empty when they are the
/// same.
std::string first_difference(const Transaction& asked, const Transaction& given);

/// The most that a transaction can cost, in wei: all of its gas at its highest fee, and its value.
uint256 highest_cost_wei(const Transaction& transaction);

}  // namespace apsis
