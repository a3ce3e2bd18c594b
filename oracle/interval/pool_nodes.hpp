// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "oracle/interval/megapool_records.hpp"
#include "oracle/interval/ruleset.hpp"
#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// What the beacon chain's votes make of one validator.
struct DutyTally {
  std::uint64_t successes = 0;
  std::vector<std::uint64_t> missed_slots;

  bool had_duties() const { return successes > 0 || !missed_slots.empty(); }
};

/// A minipool that may share in the smoothing pool. What was not computed is not set.
struct PoolMinipool {
  const Minipool* minipool = nullptr;
  bool was_active = true;  ///< false: its share is not given to it
  DutyTally tally;
  std::uint64_t successes_before_reduction = 0;  ///< of tally.successes
  uint256 score;
  uint256 withdrawals;  ///< that count for a bonus, in wei
  std::optional<uint256> eth_earned;
  std::optional<uint256> consensus_income;
  std::optional<uint256> bonus;
  std::optional<uint256> effective_commission;
};

/// One listed validator of a megapool that may share in the smoothing pool.
struct PoolMegapoolValidator {
  const MegapoolValidator* record = nullptr;  ///< the record that stands for the public key
  const BeaconValidator* beacon = nullptr;
  DutyTally tally;
  uint256 score;
  std::optional<uint256> eth_earned;
};

/// A megapool that may share in the smoothing pool.
struct PoolMegapool {
  const Megapool* megapool = nullptr;
  std::vector<PoolMegapoolValidator> validators;
};

/// A node as the smoothing pool sees it.
struct PoolNode {
  const Node* node = nullptr;
  bool eligible = false;
  std::vector<PoolMinipool> minipools;
  std::optional<PoolMegapool> megapool;
  uint256 vote_rpl;            ///< megapool stake that counts for the voters' share
  uint256 rpl_percent;         ///< legacy stake in percent of the ETH its minipools borrow
  uint256 smoothing_pool_eth;  ///< its shares and its bonus
  uint256 bonus_eth;
  uint256 voter_share_eth;

  /// Whether the last known opt-in or opt-out leaves the node in the pool at this time.
  bool opted_in_at(std::uint64_t time) const {
    return node->in_smoothing_pool ? time >= node->smoothing_pool_change_time
                                   : time <= node->smoothing_pool_change_time;
  }
};

/// All nodes of the snapshot, in its order, with the minipools and megapool validators that may
/// share in the pool. A node with a staking minipool of three or more penalties has none.
std::vector<PoolNode> pool_nodes(const NetworkSnapshot& snapshot, const Ruleset& ruleset,
                                 const MegapoolRecords& records);

}  // namespace apsis
