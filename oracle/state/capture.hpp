// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <span>

#include "oracle/chain/chain_log.hpp"
#include "oracle/chain/contract_book.hpp"
#include "oracle/state/capture_caller.hpp"
#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// What an earlier capture knew; what never changes is not asked again.
struct KnownFacts {
  NetworkSnapshot snapshot{};                 ///< its beacon side is not looked at
  ContractBook book{};                        ///< of the same block
  uint256 max_penalty_rate;                   ///< which caps the rate of every minipool
  std::map<Bytes20, Bytes20> distributors{};  ///< by node; those that are missing are asked
};

/// A capture's result: the execution side of a snapshot, and what the next capture need not ask.
struct Captured {
  /// Complete but for the beacon side: chain, network's name, slots and blocks of the interval,
  /// validators on the beacon chain, user shares of minipools with an unknown delegate.
  NetworkSnapshot snapshot{};
  std::map<Bytes20, Bytes20> distributors{};
  uint256 max_penalty_rate;
  std::uint64_t interval_start = 0;   ///< getClaimIntervalTimeStart; 0: not set
  std::uint64_t inflation_start = 0;  ///< which stands for it then
  CaptureCost cost{};
};

/// What to capture with; everything outlives the call.
struct CaptureSources {
  const ContractBook& book;           ///< at the block
  const CaptureCaller& caller;        ///< of the block
  const CaptureCaller& head;          ///< of the chain's head, for the rate and its largest change
  const KnownFacts* known = nullptr;  ///< of an earlier block of the same chain
  /// changed_addresses of the logs of change_topics after the known block, up to this one. Nothing:
  /// all may have changed.
  const std::set<Bytes20>* changed = nullptr;
};

/// First topics of the logs that tell of changes: a minipool's status, deposits, fee, bond and
/// delegate, its penalties, and what a node chose. What changes without a log (ETH that arrives, a
/// delegate that follows the newest one, a cap of penalties) is asked in any case.
std::span<const Bytes32> change_topics();

/// Every address that a log comes from or mentions in its topics or data: what is not among them
/// was not touched, but for what capture_state asks in any case.
std::set<Bytes20> changed_addresses(std::span<const ChainLog> logs);

/// Asks Rocket Pool's contracts for all that trees and balances are computed from, at one block.
/// Sources: the protocol's contracts v1.4. Errors of the caller, which name call and block;
/// `mismatch` for answers that contradict each other or that an earlier block's facts contradict.
/// What is known and unchanged is used only while the contracts have stayed where they were.
Expected<Captured> capture_state(const CaptureSources& sources);

/// Most minipools with a known delegate that are asked for their users' share all the same: where
/// the answer differs from what is computed here, there is no vote.
inline constexpr std::size_t user_share_samples = 64;

/// Asks calculateUserShare of the minipools whose delegate's split is not known, and of some of the
/// others, for the balance that the beacon side and the contract hold together. After the beacon
/// side was put in.
Expected<CaptureCost> capture_user_shares(const ContractBook& book, const CaptureCaller& caller,
                                          NetworkSnapshot& snapshot);

}  // namespace apsis
