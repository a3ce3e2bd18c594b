// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "core/uint256.hpp"
#include "oracle/balances/balances_submission.hpp"
#include "oracle/chain/abi_value.hpp"
#include "oracle/duties/vote_keys.hpp"
#include "oracle/submit/rewards_submission.hpp"

namespace apsis {

/// What members vote on.
enum class VoteKind { balances, price, rewards };
/// The kind's word, as in the database.
std::string_view vote_kind_name(VoteKind kind);

/// A value of a vote under the contracts' own name: a whole number in decimal, a root in hex, or a
/// list of numbers as "[1,2]".
struct VoteValue {
  std::string name;
  std::string text;

  bool operator==(const VoteValue&) const = default;
};

/// All that members must agree in to the last digit, but for what the vote is about (the block of
/// balances and price, the index of rewards), in the contracts' order.
using VoteValues = std::vector<VoteValue>;

/// The values of what this program computes.
VoteValues vote_values(const BalancesSubmission& submission);
VoteValues vote_values(const PriceVote& vote);
VoteValues vote_values(const RewardsSubmission& submission);
/// The values of a rewards submission as an event has it. The list has its 12 parts.
VoteValues rewards_vote_values(const AbiValue::List& submission);

/// The text of a value of the ABI.
std::string vote_text(const AbiValue& value);
/// Equal values have equal hashes.
Bytes32 vote_hash(const VoteValues& values);
/// The values as one JSON object of texts.
std::string vote_json(const VoteValues& values);
/// The text of one value; empty if there is none of this name.
std::string_view vote_value(const VoteValues& values, std::string_view name);

}  // namespace apsis
