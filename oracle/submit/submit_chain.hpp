// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/uint256.hpp"
#include "oracle/submit/submission.hpp"

namespace apsis {

/// What the queue needs to know of the newest block.
struct ChainHead {
  std::uint64_t block = 0;
  uint256 base_fee_wei;
  std::uint64_t finalized_block = 0;
};

/// The block at which a nonce is asked for; pending counts what nodes wait to include.
enum class NonceAt { latest, pending, finalized };

/// How a call would end in the next block.
struct Simulation {
  bool succeeds = false;
  std::string reason{};   ///< why it would revert
  std::uint64_t gas = 0;  ///< estimate, when it succeeds
};

/// What a node says to a transaction.
enum class SendOutcome {
  taken,
  known,        ///< it has these bytes already
  nonce_used,   ///< a transaction of this nonce is in a block
  fee_too_low,  ///< it has another one of this nonce that pays about as much, or it pays too little
  refused,      ///< anything else; `text` says why
};

/// A node's answer to a transaction.
struct SendAnswer {
  SendOutcome outcome = SendOutcome::taken;
  std::string text{};
};

/// Where a transaction was mined.
struct Receipt {
  std::uint64_t block = 0;
  bool succeeded = false;
  uint256 cost_wei;  ///< gas used at the price paid
};

/// The chain as the queue sees it, in small functions, so that a test can be a chain. Each gives
/// `unavailable` when no node answers.
struct SubmitChain {
  std::function<Expected<ChainHead>()> head;
  std::function<Expected<std::uint64_t>(const Bytes20& account, NonceAt at)> nonce;
  std::function<Expected<uint256>(const Bytes20& account)> balance_wei;
  /// A flag of RocketStorage at the newest block.
  std::function<Expected<bool>(const Bytes32& key)> flag;
  std::function<Expected<Simulation>(const Bytes20& from, const Submission& submission)> simulate;
  std::function<Expected<SendAnswer>(ByteSpan raw)> send;
  /// The receipt of a transaction that is in a block; nothing if it is in none.
  std::function<Expected<std::optional<Receipt>>(const Bytes32& hash)> receipt;
};

/// What a node's words about a transaction mean; the clients word them differently.
SendAnswer send_answer_of(std::string text);

}  // namespace apsis
