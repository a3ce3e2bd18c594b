// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/interval/duty_scorer.hpp"

#include <algorithm>

#include "oracle/interval/vote_score.hpp"
#include "oracle/interval/wei_math.hpp"

namespace apsis {

namespace {

/// Whether a minipool's validator was active in the interval.
bool was_active(const BeaconValidator& beacon, const NetworkSnapshot& snapshot) {
  const std::uint64_t slots_per_epoch = snapshot.clock.slots_per_epoch;
  const std::uint64_t last_epoch = snapshot.interval.consensus_end_slot / slots_per_epoch;
  if (beacon.activation_epoch > last_epoch) return false;
  if (beacon.exit_epoch == far_future_epoch) return true;
  // exit_epoch * slots_per_epoch < start, without a product that could overflow
  const std::uint64_t start = snapshot.interval.consensus_start_slot;
  return beacon.exit_epoch >= (start + slots_per_epoch - 1) / slots_per_epoch;
}

/// Whether a withdrawal counts for the bonus of a minipool at this time; unlike for duties, the
/// moment of the opt-in or opt-out itself does not.
bool counts_for_bonus(const Node& node, const Minipool& minipool, std::uint64_t time) {
  const std::uint64_t change = node.smoothing_pool_change_time;
  const bool opted_in = node.in_smoothing_pool ? time > change : change != 0 && time < change;
  return opted_in && minipool.bond < full_bond &&
         (!minipool.reduction || minipool.reduction->time < time);
}

}  // namespace

DutyScorer::DutyScorer(const NetworkSnapshot& snapshot, const Ruleset& ruleset)
    : snapshot_(&snapshot),
      ruleset_(&ruleset),
      records_(snapshot, looks_up_by_pubkey_alone(snapshot.network, snapshot.interval.index)),
      nodes_(pool_nodes(snapshot, ruleset, records_)) {
  // An index that is both a megapool's and a minipool's belongs to the minipool.
  map_megapools();
  map_minipools();
}

void DutyScorer::map_minipools() {
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (!nodes_[i].eligible) continue;
    for (std::size_t k = 0; k < nodes_[i].minipools.size(); ++k) {
      PoolMinipool& minipool = nodes_[i].minipools[k];
      const auto& beacon = minipool.minipool->beacon;
      const bool has_index = beacon && !beacon->pending();
      minipool.was_active = has_index && was_active(*beacon, *snapshot_);
      if (has_index) places_[beacon->index] = {i, true, k};
    }
  }
}

void DutyScorer::map_megapools() {
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (!nodes_[i].eligible || !nodes_[i].megapool) continue;
    const auto& validators = nodes_[i].megapool->validators;
    for (std::size_t k = 0; k < validators.size(); ++k)
      if (!validators[k].beacon->pending()) places_[validators[k].beacon->index] = {i, false, k};
  }
}

std::vector<std::uint64_t> DutyScorer::validators() const {
  std::vector<std::uint64_t> out;
  for (const auto& [index, place] : places_) out.push_back(index);
  std::ranges::sort(out);
  return out;
}

bool DutyScorer::is_included(const AttestationDuty& duty) const {
  if (duty.first_delay_slots == 0) return false;
  const std::uint64_t slots_per_epoch = snapshot_->clock.slots_per_epoch;
  if (ruleset_->one_epoch_inclusion && duty.first_delay_slots > slots_per_epoch) return false;
  // Blocks are looked at up to the end of the epoch after the last one.
  return (duty.slot + duty.first_delay_slots) / slots_per_epoch <= last_duty_epoch(*snapshot_) + 1;
}

void DutyScorer::add_duty(const AttestationDuty& duty) {
  const auto found = places_.find(duty.validator);
  if (found == places_.end()) return;
  const IntervalBounds& interval = snapshot_->interval;
  if (duty.slot < interval.consensus_start_slot || duty.slot > interval.consensus_end_slot) return;
  PoolNode& node = nodes_[found->second.node];
  if (!node.opted_in_at(snapshot_->clock.time_of(duty.slot))) return;
  if (found->second.is_minipool)
    return add_minipool_duty(node.minipools[found->second.position], duty);
  PoolMegapoolValidator& validator = node.megapool->validators[found->second.position];
  if (!validator.record->staked) return;
  if (is_included(duty))
    ++validator.tally.successes;
  else
    validator.tally.missed_slots.push_back(duty.slot);
}

void DutyScorer::add_minipool_duty(PoolMinipool& minipool, const AttestationDuty& duty) {
  const std::uint64_t time = snapshot_->clock.time_of(duty.slot);
  if (time < minipool.minipool->status_time) return;
  if (!is_included(duty)) return minipool.tally.missed_slots.push_back(duty.slot);
  ++minipool.tally.successes;
  const auto& reduction = minipool.minipool->reduction;
  if (reduction && time < reduction->time) ++minipool.successes_before_reduction;
}

void DutyScorer::add_withdrawal(const ValidatorWithdrawal& withdrawal) {
  const std::uint64_t slots_per_epoch = snapshot_->clock.slots_per_epoch;
  const std::uint64_t epoch = withdrawal.slot / slots_per_epoch;
  if (epoch < first_duty_epoch(*snapshot_) || epoch > last_duty_epoch(*snapshot_)) return;
  const auto found = places_.find(withdrawal.validator);
  if (found == places_.end() || !found->second.is_minipool) return;
  PoolNode& node = nodes_[found->second.node];
  PoolMinipool& minipool = node.minipools[found->second.position];
  const std::uint64_t time = snapshot_->clock.time_of(withdrawal.slot);
  if (!counts_for_bonus(*node.node, *minipool.minipool, time)) return;
  const uint256 amount = uint256(withdrawal.amount_gwei) * 1'000'000'000u;
  // From the withdrawable epoch on the stake itself comes back: 32 ETH of it are no income.
  const bool has_exited = epoch >= minipool.minipool->beacon->withdrawable_epoch;
  minipool.withdrawals += has_exited ? minus_or_zero(amount, validator_eth) : amount;
}

PoolScores DutyScorer::finish() {
  PoolScores out;
  for (PoolNode& node : nodes_) {
    for (PoolMinipool& minipool : node.minipools) {
      std::ranges::sort(minipool.tally.missed_slots);
      const auto score_of = [&](BondAndFee terms) {
        if (ruleset_->commission_boost) terms.fee = boosted_fee(terms, node.rpl_percent);
        return minipool_vote_score(terms);
      };
      const std::uint64_t before = minipool.successes_before_reduction;
      const std::uint64_t after = minipool.tally.successes - before;
      minipool.score = score_of({minipool.minipool->bond, minipool.minipool->node_fee}) * after;
      if (before > 0) minipool.score += score_of(bond_and_fee_at(*minipool.minipool, 0)) * before;
      out.total += minipool.score;
      out.successes += minipool.tally.successes;
    }
    if (!node.megapool || !snapshot_->megapool_shares) continue;
    const MegapoolVoteScore vote =
        megapool_vote_score(*node.megapool->megapool, *snapshot_->megapool_shares);
    for (PoolMegapoolValidator& validator : node.megapool->validators) {
      std::ranges::sort(validator.tally.missed_slots);
      const std::uint64_t successes = validator.tally.successes;
      validator.score = uint256(vote.node * successes);
      out.total += validator.score;
      out.voter += vote.voter * successes;
      out.protocol_dao += vote.protocol_dao * successes;
      out.successes += successes;
    }
  }
  return out;
}

}  // namespace apsis
