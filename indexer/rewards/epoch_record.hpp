// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/bytes.hpp"
#include "core/units.hpp"
#include "indexer/replay/ledger.hpp"

namespace apsis {

/// Why a validator did not earn all that its attestation duty offered.
enum class MissCause : std::uint8_t {
  none = 0,               ///< every flag was earned
  no_duty = 1,            ///< not active in the epoch
  offline = 2,            ///< its vote is in no block that is known
  reorged = 3,            ///< its vote stands only in an orphaned block, or is for an orphaned head
  wrong_target = 4,       ///< included, but for another target
  wrong_head = 5,         ///< target right, head wrong
  slot_after_missed = 6,  ///< right, but the slot after the duty had no block
  late_inclusion = 7,     ///< right, but included too late for a flag
  slashed = 8,            ///< slashed: its votes earn nothing
};

/// What every validator of the registry earned, lost and did in one epoch; all columns have one
/// entry a validator. Amounts are nominal (as the formula gives them), in gwei, penalties negative.
/// `source`, `target`, `head` and `inactivity` are for the duties *of* the epoch (booked in the
/// transition at the end of the next one); all others were booked from the epoch's first slot up
/// to and including the transition at its end.
struct ValidatorColumns {
  std::vector<std::uint64_t> balance_start_gwei;  ///< after the transition into the epoch
  std::vector<std::uint64_t> balance_end_gwei;    ///< after the transition out of it
  std::vector<std::uint64_t>
      effective_balance_gwei;  ///< that the duties' rewards were computed with
  std::vector<std::int64_t> component_gwei[component_count];
  std::vector<std::int64_t> saturated_gwei;  ///< sum of what was not taken in this epoch (>= 0)
  std::vector<std::int64_t>
      duties_before_gwei;  ///< duties of the epoch before, nominal, booked here
  /// The most that the duties offered: with every flag timely and everybody else as they were.
  std::vector<std::int64_t> max_source_gwei, max_target_gwei, max_head_gwei, max_sync_gwei;
  /// Attestation duty; `no_slot` without one.
  std::vector<std::uint64_t> duty_slot;
  std::vector<std::uint16_t> committee_index;
  std::vector<std::uint16_t> committee_position;
  /// Bit d - 1 is set when a canonical block at duty_slot + d holds the validator's vote.
  std::vector<std::uint64_t> inclusion_delays;
  /// Timely flags earned: bit 0 source, 1 target, 2 head; bit 3: active; bit 4: slashed.
  std::vector<std::uint8_t> flags;
  std::vector<MissCause> miss_cause;
  /// Seed of the shuffle that gave the duties (`get_seed`, DOMAIN_BEACON_ATTESTER).
  Bytes32 attester_seed{};
};
inline constexpr std::uint64_t no_slot = ~std::uint64_t{0};

/// A block of the epoch, canonical or orphaned.
struct BlockRecord {
  std::uint64_t slot;
  Bytes32 root, parent_root, state_root;
  std::uint32_t proposer;
  bool orphaned;
  std::uint64_t execution_block_number;
  Bytes32 execution_block_hash;
  std::uint64_t execution_timestamp;
  std::uint32_t attestation_count, deposit_count, withdrawal_count, exit_count, slashing_count;
  Bytes32 graffiti;
};

/// Which blocks' state roots are compared while an epoch is proven.
enum class ProofMode : std::uint8_t {
  block = 0,  ///< every block's
  epoch = 1,  ///< that of the first block of each epoch
  era = 2,    ///< that of the first block after each SLOTS_PER_HISTORICAL_ROOT slots
};

/// All that is stored of one epoch, complete and proven. Pure value: no clock, no handles.
struct EpochRecord {
  Epoch epoch;
  std::uint64_t active_validators;
  std::uint64_t active_balance_gwei;  ///< sum of effective balances, at the booking of the duties
  std::uint64_t source_balance_gwei, target_balance_gwei, head_balance_gwei;  ///< timely, unslashed
  bool inactivity_leak;
  ProofMode proof_mode;
  /// Block whose state root proved the booking of this epoch's duties, and that root.
  std::uint64_t proof_slot;
  Bytes32 proof_state_root;
  Bytes32 proof_block_root;
  bool finalized = true;  ///< the block that proved it is final: no reorg can change the epoch
  ValidatorColumns validators;
  std::vector<Saturation> saturations;
  std::vector<BlockRecord> blocks;
  std::vector<ProposalRecord> proposals;
  std::vector<WithdrawalRecord> withdrawals;
  std::vector<DepositRecord> deposits;
  std::vector<SyncPeriodRecord>
      sync_periods;  ///< periods that start in this epoch (or the anchor's)
  std::vector<ValidatorRecord> changed_validators;  ///< all of them in the first epoch of a run
};

}  // namespace apsis
