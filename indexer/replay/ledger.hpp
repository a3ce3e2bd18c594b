// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/bytes.hpp"
#include "indexer/decode/preset.hpp"

namespace apsis {

/// Component of a validator's income, in the order of the columns of `rewards --csv`.
enum class Component : std::uint8_t {
  source,
  target,
  head,
  inactivity,
  sync,
  proposer_attestations,
  proposer_sync,
  proposer_slashings,
  slashing,
  slashing_correlation,
  deposits,
  withdrawals,
  consolidations,
  moved_to_queue,
};
inline constexpr std::size_t component_count = 14;

/// Part of a penalty that was not taken because a balance stops at 0:
/// applied = nominal + not_taken_gwei. Several entries for one validator and component add up. In
/// an EpochLedger they stand in the epoch that booked them; in an EpochRecord those of the duties
/// stand with the epoch of the duties, like the amounts.
struct Saturation {
  std::uint32_t validator;
  Component component;
  std::uint64_t not_taken_gwei;
};

/// One change of a balance, nominal.
struct Booking {
  std::uint32_t validator;
  Component component;
  std::int64_t amount_gwei;
};

/// A proposer's duty: what its block earned, or that there was none.
struct ProposalRecord {
  std::uint64_t slot;
  std::uint32_t proposer;
  std::optional<Bytes32> block_root;  ///< nothing: the slot is empty
  std::uint64_t attestations_gwei, sync_gwei, slashings_gwei;
};

/// One withdrawal of an execution payload.
struct WithdrawalRecord {
  std::uint64_t slot, index;
  std::uint32_t validator;
  Bytes20 address;
  std::uint64_t amount_gwei;
};

/// Where a deposit came from.
enum class DepositKind : std::uint8_t {
  eth1_bridge = 0,  ///< credited by a block's deposit operation
  queue = 1,        ///< credited from the pending deposits by an epoch transition
  refused = 2,      ///< a new key with a wrong proof of possession: nothing was credited
};

/// A deposit when it reached (or was refused) a balance.
struct DepositRecord {
  std::uint64_t slot;  ///< of the block, or the last slot of the epoch whose transition did it
  std::optional<std::uint32_t> validator;
  Bytes48 pubkey;
  Bytes32 withdrawal_credentials;
  std::uint64_t amount_gwei;
  DepositKind kind;
};

/// Members of a sync committee, by position (a validator may stand in it more than once).
struct SyncPeriodRecord {
  std::uint64_t period;
  std::vector<std::uint32_t> validators;
};

/// A validator's record as it stands after the transition out of an epoch.
struct ValidatorRecord {
  std::uint32_t index;
  Bytes48 pubkey;
  Bytes32 withdrawal_credentials;
  std::uint64_t effective_balance_gwei;
  bool slashed;
  std::uint64_t activation_eligibility_epoch, activation_epoch, exit_epoch, withdrawable_epoch;
};

/// Votes of one epoch's duties as the chain included them, a column entry a validator.
struct VoteColumns {
  static constexpr std::uint64_t none = ~std::uint64_t{0};
  static constexpr std::uint8_t voted_target = 1;  ///< a vote for the canonical target
  static constexpr std::uint8_t voted_head = 2;    ///< a vote for the canonical head

  std::uint64_t epoch = 0;
  Bytes32 attester_seed{};               ///< of the shuffle that gave the duties
  std::vector<std::uint64_t> duty_slot;  ///< `none`: not active
  std::vector<std::uint16_t> committee_index;
  std::vector<std::uint16_t> committee_position;
  /// Bit d - 1: a block at duty_slot + d holds the vote.
  std::vector<std::uint64_t> inclusion_delays;
  std::vector<std::uint8_t> votes;
  /// 1 + place in `other_heads` of the head that was voted for, if not the canonical one.
  std::vector<std::uint16_t> other_head;
  std::vector<Bytes32> other_heads;

  /// Room for a registry of `count` validators; new ones have no duty.
  void resize(std::size_t count);
};

/// The same votes while they come in: an entry a duty, committee after committee, so that an
/// aggregate writes to neighbours.
struct EpochVotes {
  std::uint64_t epoch = 0;
  Bytes32 attester_seed{};
  std::uint64_t slots_per_epoch = 1;
  std::uint64_t committees_per_slot = 1;
  std::vector<std::uint32_t> members;  ///< the epoch's shuffled validators
  std::vector<std::uint64_t> inclusion_delays;
  std::vector<std::uint8_t> votes;
  std::vector<std::uint16_t> other_head;
  std::vector<Bytes32> other_heads;

  /// 1 + place of `root` among the other heads; the last place is shared when there are too many.
  std::uint16_t other_head_number(const Bytes32& root);
  /// The votes by validator, for a registry of `count`, which holds all members.
  VoteColumns by_validator(std::size_t count) const;
};

/// What each flag pays when it was earned and costs when it was not, gwei, for one effective
/// balance; by flag: source, target, head.
struct DutyAmounts {
  std::int64_t reward_gwei[3] = {};
  std::int64_t penalty_gwei[3] = {};
};

/// Duties of the epoch before, as booked in this epoch's transition: nominal amounts; columns have
/// an entry a validator (of the registry at that moment).
struct DutyBooking {
  static constexpr std::uint8_t active_bit = 8;
  static constexpr std::uint8_t slashed_bit = 16;
  static constexpr std::uint8_t eligible_bit = 32;

  bool booked = false;
  std::uint64_t active_validators = 0;
  std::uint64_t active_balance_gwei = 0;    ///< of the epoch in which they are booked
  std::uint64_t flag_balance_gwei[3] = {};  ///< unslashed timely: source, target, head
  bool inactivity_leak = false;
  std::vector<DutyAmounts> amounts;  ///< by effective balance in whole increments
  std::vector<std::uint64_t> effective_balance_gwei;
  /// Bit 0 source, 1 target, 2 head; bit 3: active; bit 4: slashed; bit 5: takes part in rewards.
  std::vector<std::uint8_t> flags;
  std::vector<std::int64_t> inactivity_gwei;  ///< empty while nobody is penalized
  EpochVotes votes;

  std::size_t size() const { return flags.size(); }
  /// Booked for a flag (0 source, 1 target, 2 head).
  std::int64_t flag_gwei(std::size_t validator, std::size_t flag) const {
    if ((flags[validator] & eligible_bit) == 0) return 0;
    const DutyAmounts& of = amounts_of(validator);
    return (flags[validator] >> flag & 1) != 0 ? of.reward_gwei[flag] : -of.penalty_gwei[flag];
  }
  /// The most that a flag could have brought.
  std::int64_t max_gwei(std::size_t validator, std::size_t flag) const {
    return (flags[validator] & eligible_bit) == 0 ? 0 : amounts_of(validator).reward_gwei[flag];
  }
  /// Booked for inactivity.
  std::int64_t inactivity_of(std::size_t validator) const {
    return inactivity_gwei.empty() ? 0 : inactivity_gwei[validator];
  }

 private:
  const DutyAmounts& amounts_of(std::size_t validator) const {
    return amounts[effective_balance_gwei[validator] / preset::effective_balance_increment_gwei];
  }
};

/// Everything that one epoch did to balances: from its first slot up to and including the
/// transition out of it. The replay writes it while it changes the state; a plain value.
struct EpochLedger {
  std::uint64_t epoch = 0;
  bool from_first_slot = false;  ///< false: the replay began within this epoch
  std::vector<std::uint64_t> balance_start_gwei;
  std::vector<std::uint64_t> balance_end_gwei;
  std::vector<Booking> bookings;
  std::vector<Saturation> saturations;
  DutyBooking duties;
  std::vector<ProposalRecord> proposals;
  std::vector<WithdrawalRecord> withdrawals;
  std::vector<DepositRecord> deposits;
  std::vector<SyncPeriodRecord> sync_periods;
  /// Registry records that changed; all of them in the first epoch that is kept, none before.
  std::vector<ValidatorRecord> changed_validators;
};

/// The ledger of a running replay.
struct Ledger {
  EpochLedger now;
  EpochVotes current_votes;   ///< duties of the epoch in progress
  EpochVotes previous_votes;  ///< duties of the epoch before
  /// The first epoch that is kept: it hands over the whole registry and its sync committee.
  std::uint64_t first_epoch = 0;
  bool validators_written = false;    ///< whether the whole registry was handed over once
  std::vector<EpochLedger> finished;  ///< taken away by the caller after each slot
};

}  // namespace apsis
