// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/uint256.hpp"
#include "oracle/wallet/transaction.hpp"

namespace apsis {

/// Something that a duty wants on chain: a vote, or the execution of votes that suffice.
struct Submission {
  std::string duty;           ///< "balances", "price", "rewards", "execute balances", …
  std::uint64_t subject = 0;  ///< block or interval that it is about
  std::string contract;       ///< name, for people
  Bytes20 address{};          ///< of the contract
  Bytes calldata;
  uint256 value_wei;
  std::string summary;  ///< its values, for people
  std::uint64_t deadline =
      0;                      ///< when it should be mined, seconds since 1970: fees rise towards it
  std::uint64_t expires = 0;  ///< it is not signed any more after this time
  /// RocketStorage's flags for any vote of this member about the subject, and for exactly these
  /// values; nothing for what is no vote.
  std::optional<Bytes32> any_vote_key;
  std::optional<Bytes32> same_vote_key;

  bool operator==(const Submission&) const = default;
};

/// How far a submission has come. `is_open` tells those that the queue still works on.
enum class SubmissionState {
  computed,   ///< offered; nothing was asked of the chain
  waiting,    ///< it would revert now, because it is too early; tried again
  refused,    ///< it would revert for another reason; tried again, more slowly
  simulated,  ///< it would succeed; a dry run ends here
  journaled,  ///< nonce and fees are decided
  sign,       ///< signed: its bytes are in the journal
  sent,       ///< a node took it
  mined,      ///< in a block that is not final
  final,      ///< in a final block
  abandoned,  ///< by the operator
  elsewhere,  ///< the chain has this member's vote already, from another program
  expired,    ///< its time passed before it was signed
  failed,     ///< it reverted in final blocks as often as is tried
};

/// The state's name in the journal ("signed" for sign).
std::string_view state_name(SubmissionState state);
/// The state of a name; nothing for another text.
std::optional<SubmissionState> state_of_name(std::string_view name);
/// True until a state that it stays in.
bool is_open(SubmissionState state);
/// True once a nonce is taken.
bool has_nonce(SubmissionState state);

/// How far a transaction of the journal has come.
enum class AttemptState { journaled, sign, sent, mined, final, lost, released };

/// One signed form of a submission: the first, one with higher fees, or one that cancels.
struct Attempt {
  std::int64_t id = 0;
  std::uint64_t nonce = 0;
  int number = 0;  ///< 0: the first
  bool is_cancel = false;
  uint256 priority_fee_wei{};
  uint256 max_fee_wei{};
  std::uint64_t gas_limit = 0;
  AttemptState state = AttemptState::journaled;
  Bytes raw{};                    ///< empty before it is signed
  std::optional<Bytes32> hash{};  ///< nothing before it is signed
  std::uint64_t made_at = 0;
  std::optional<std::uint64_t> sent_at{};
  std::optional<std::uint64_t> mined_block{};
  bool succeeded = false;  ///< once mined
};

/// A submission as the journal has it.
struct JournaledSubmission {
  std::int64_t id = 0;
  int override_number = 0;
  Submission submission;
  SubmissionState state = SubmissionState::computed;
  std::string reason;
  std::uint64_t next_try = 0;
  std::uint64_t gas_estimate = 0;
  bool abandon_requested = false;
  int tries = 0;                  ///< times that it reverted in a final block
  std::vector<Attempt> attempts;  ///< those of the nonce it has now, oldest first
};

/// The transaction of an attempt at a submission.
Transaction transaction_of(const Submission& submission, const Attempt& attempt,
                           std::uint64_t chain_id, const Bytes20& voter);

}  // namespace apsis
