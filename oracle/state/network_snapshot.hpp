// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/bytes.hpp"
#include "core/uint256.hpp"
#include "core/units.hpp"
#include "oracle/state/network_funds.hpp"

namespace apsis {

/// Status of a validator as the beacon node API names it.
enum class ValidatorStatus {
  pending_initialized,
  pending_queued,
  active_ongoing,
  active_exiting,
  active_slashed,
  exited_unslashed,
  exited_slashed,
  withdrawal_possible,
  withdrawal_done,
};

/// A validator on the beacon chain at the snapshot's slot.
struct BeaconValidator {
  std::uint64_t index = 0;
  ValidatorStatus status = ValidatorStatus::pending_initialized;
  std::uint64_t activation_epoch = far_future_epoch;
  std::uint64_t exit_epoch = far_future_epoch;
  std::uint64_t withdrawable_epoch = far_future_epoch;
  std::optional<std::uint64_t> balance_gwei;  ///< set where the snapshot has funds

  /// Whether it waits in a queue and has no duties yet.
  bool pending() const {
    return status == ValidatorStatus::pending_initialized ||
           status == ValidatorStatus::pending_queued;
  }

  bool operator==(const BeaconValidator&) const = default;
};

/// Status of a minipool contract.
enum class MinipoolStatus { initialized, prelaunch, staking, withdrawable, dissolved };

/// The last bond reduction of a minipool.
struct BondReduction {
  std::uint64_t time = 0;
  uint256 previous_bond;
  uint256 previous_fee;  ///< 0: unknown, the fee was what it is now

  bool operator==(const BondReduction&) const = default;
};

/// A minipool at the snapshot; amounts in wei, times in Unix seconds.
struct Minipool {
  Bytes20 address{};
  Bytes48 pubkey{};
  bool exists = true;
  MinipoolStatus status = MinipoolStatus::initialized;
  std::uint64_t status_time = 0;
  uint256 node_fee;      ///< share of 10^18
  uint256 bond;          ///< the node's deposit balance
  uint256 user_deposit;  ///< borrowed from rETH holders
  std::uint64_t penalties = 0;
  std::optional<BondReduction> reduction;
  std::optional<BeaconValidator> beacon;  ///< nothing: the chain does not know the pubkey
  std::optional<MinipoolFunds> funds;

  bool operator==(const Minipool&) const = default;
};

/// One record of a megapool's validator.
struct MegapoolValidator {
  Bytes48 pubkey{};
  bool staked = false;
  bool in_prestake = false;
  bool in_queue = false;
  bool exiting = false;
  bool exited = false;
  bool dissolved = false;
  bool locked = false;
  std::uint64_t requested_value_milli_eth = 0;
  std::uint64_t requested_bond_milli_eth = 0;
  std::optional<std::uint64_t> deposit_value_milli_eth;  ///< set where the snapshot has funds
  std::optional<BeaconValidator> beacon;
  std::optional<FinalWithdrawal> final_withdrawal;
  bool withdrawal_unseen = false;  ///< it may be in blocks that nobody looked through

  bool operator==(const MegapoolValidator&) const = default;
};

/// A deployed megapool; its validators in the order of the global index.
struct Megapool {
  Bytes20 address{};
  uint256 node_bond;
  uint256 user_capital;
  std::uint64_t active_validators = 0;  ///< the contract's count; queued validators are in it
  bool has_details = true;              ///< false: the three numbers above count as 0
  std::vector<MegapoolValidator> validators;
  std::optional<MegapoolFunds> funds;

  bool operator==(const Megapool&) const = default;
};

/// A node operator at the snapshot.
struct Node {
  Bytes20 address{};
  std::uint64_t registration_time = 0;
  std::uint64_t reward_network = 0;
  uint256 legacy_rpl;       ///< staked before (and outside of) megapools
  uint256 megapool_rpl;     ///< staked for the megapool; counts even before it is deployed
  uint256 megapool_bonded;  ///< ETH the node has bonded to its megapool
  bool in_smoothing_pool = false;
  std::uint64_t smoothing_pool_change_time = 0;  ///< of the last opt-in or opt-out; 0: never
  std::optional<std::uint64_t> oracle_dao_join_time;
  std::vector<Minipool> minipools;
  std::optional<Megapool> megapool;
  std::optional<NodeFunds> funds;

  bool operator==(const Node&) const = default;
};

/// The chain's clock.
struct ChainClock {
  std::uint64_t genesis_time = 0;
  std::uint64_t seconds_per_slot = 12;
  std::uint64_t slots_per_epoch = 32;

  std::uint64_t time_of(std::uint64_t slot) const { return genesis_time + seconds_per_slot * slot; }

  bool operator==(const ChainClock&) const = default;
};

/// What bounds an interval.
struct IntervalBounds {
  std::uint64_t index = 0;
  std::uint64_t intervals_passed = 1;
  std::uint64_t length_seconds = 0;        ///< the contract's claim interval time
  std::uint64_t first_slot = 0;            ///< first slot of the first epoch
  std::uint64_t last_slot = 0;             ///< last slot of the last epoch
  std::uint64_t end_time_slot = 0;         ///< slot whose time the files give as the end
  std::uint64_t consensus_start_slot = 0;  ///< first slot >= first_slot with a block
  std::uint64_t consensus_end_slot = 0;    ///< last slot <= last_slot with a block: the snapshot's
  std::uint64_t execution_start_block = 0;
  std::uint64_t execution_end_block = 0;
  std::uint64_t execution_end_time = 0;              ///< header time of execution_end_block
  std::optional<std::uint64_t> contract_start_time;  ///< ruleset 8 alone puts these into files
  std::optional<std::uint64_t> contract_end_time;

  bool operator==(const IntervalBounds&) const = default;
};

/// RPL to distribute; shares of 10^18.
struct RplInputs {
  uint256 price;  ///< wei of ETH for one RPL
  uint256 pending_rewards;
  uint256 node_share;
  uint256 oracle_dao_share;
  uint256 protocol_dao_share;
  std::optional<uint256> minimum_collateral;  ///< rulesets 8 to 10

  bool operator==(const RplInputs&) const = default;
};

/// How megapools' income is split, averaged over the interval; shares of 10^18. Ruleset 11.
struct MegapoolShares {
  uint256 node;
  uint256 voter;
  uint256 protocol_dao;

  bool operator==(const MegapoolShares&) const = default;
};

/// Everything outside the beacon chain's blocks that a rewards interval depends on, at one slot
/// and its execution block.
struct NetworkSnapshot {
  std::string network;  ///< mainnet, testnet or another name
  ChainClock clock;
  IntervalBounds interval;
  RplInputs rpl;
  uint256 smoothing_pool_balance;
  std::optional<uint256> pending_voter_share;  ///< ruleset 11
  std::optional<MegapoolShares> megapool_shares;
  std::map<std::uint64_t, bool> networks_enabled;  ///< reward networks other than 0
  std::vector<Node> nodes;
  /// What the balances of the network are computed from. If it is set, so are the funds of every
  /// node, minipool and megapool.
  std::optional<NetworkFunds> funds;

  bool operator==(const NetworkSnapshot&) const = default;
};

/// First and last epoch with duties of the interval.
inline std::uint64_t first_duty_epoch(const NetworkSnapshot& snapshot) {
  return snapshot.interval.consensus_start_slot / snapshot.clock.slots_per_epoch;
}
inline std::uint64_t last_duty_epoch(const NetworkSnapshot& snapshot) {
  return snapshot.interval.consensus_end_slot / snapshot.clock.slots_per_epoch;
}

}  // namespace apsis
