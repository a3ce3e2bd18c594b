// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/error.hpp"
#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// Slots after a validator may withdraw in which its final withdrawal is looked for.
inline constexpr std::uint64_t withdrawal_search_slots = 144'000;

/// Why a megapool's validator counts as it does; the first that holds, in this order.
enum class MegapoolValidatorCase {
  left_out,    ///< dissolved, exited or in the queue: nothing
  prestaked,   ///< what was requested for it
  withdrawn,   ///< exiting and empty: what was withdrawn
  exiting,     ///< its balance
  not_active,  ///< staked, waiting: what was deposited
  staked,      ///< its balance
  no_state,    ///< none of the flags, as after leaving the queue: nothing
  unseen,      ///< exiting and empty, its withdrawal in blocks that nobody looked through: nothing
};

/// What one validator adds to its megapool.
struct MegapoolValidatorBalance {
  const MegapoolValidator* validator = nullptr;
  MegapoolValidatorCase reason = MegapoolValidatorCase::no_state;
  int256 balance{};    ///< in wei
  int256 withdrawn{};  ///< of that, in the contract already; in wei
  int256 staking{};    ///< what counts as staking, in wei; may be negative
};

/// The part of one validator. `invalid` where the official client gives up: it exits, has no
/// balance, and neither the beacon chain nor a final withdrawal tells what became of it. What was
/// withdrawn is taken off the rewards again, so that one that is unseen can be left out.
Expected<MegapoolValidatorBalance> megapool_validator_balance(const MegapoolValidator& validator,
                                                              std::uint64_t epoch,
                                                              std::uint64_t slots_per_epoch,
                                                              const uint256& reduced_bond);

/// What one megapool is worth to rETH holders; amounts in wei.
struct MegapoolBalance {
  const Megapool* megapool = nullptr;
  std::vector<MegapoolValidatorBalance> validators{};
  int256 beacon_balance{};  ///< of all its validators
  int256 withdrawn{};
  int256 rewards{};       ///< beyond user capital and bond, pending ones included
  int256 reth_rewards{};  ///< rETH holders' part; negative once the node's bond is used up
  int256 staking{};

  int256 user_balance() const { return int256(megapool->user_capital) + reth_rewards; }
};

/// rETH holders' part of positive rewards. `invalid` if the snapshot lacks the split, `mismatch` if
/// the contract's sample differs from what the split gives.
Expected<uint256> megapool_reth_rewards(const Megapool& megapool, const uint256& rewards);

/// The term of one megapool. Errors as above. `megapool` has funds and outlives the result.
Expected<MegapoolBalance> megapool_balance(const Megapool& megapool, std::uint64_t epoch,
                                           std::uint64_t slots_per_epoch,
                                           const uint256& reduced_bond);

}  // namespace apsis
