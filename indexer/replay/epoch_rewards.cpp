// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "indexer/decode/preset.hpp"
#include "indexer/replay/epoch_steps.hpp"
#include "indexer/replay/refuse.hpp"

namespace apsis {
namespace {

constexpr std::uint64_t increment_gwei = preset::effective_balance_increment_gwei;

/// What is the same for every validator in one booking of duties.
struct DutyRates {
  std::uint64_t base_reward_per_increment_gwei;
  std::uint64_t active_increments;
  std::uint64_t flag_increments[flag_count];
  std::uint64_t inactivity_denominator;
  bool leak;

  std::uint64_t base_reward(std::uint64_t effective_gwei) const {
    return effective_gwei / increment_gwei * base_reward_per_increment_gwei;
  }
  /// Reward for a timely flag (`get_flag_index_deltas`).
  std::uint64_t reward(std::uint64_t effective_gwei, std::size_t flag) const {
    if (leak) return 0;
    const std::uint64_t numerator =
        base_reward(effective_gwei) * flag_weights[flag] * flag_increments[flag];
    return numerator / (active_increments * weight_denominator);
  }
  std::uint64_t penalty(std::uint64_t effective_gwei, std::size_t flag) const {
    if (flag == timely_head) return 0;
    return base_reward(effective_gwei) * flag_weights[flag] / weight_denominator;
  }
  /// `get_inactivity_penalty_deltas`.
  std::uint64_t inactivity_penalty(std::uint64_t effective_gwei, std::uint64_t score) const {
    const auto numerator = static_cast<unsigned __int128>(effective_gwei) * score;
    return static_cast<std::uint64_t>(numerator / inactivity_denominator);
  }
};

template <class P>
DutyRates duty_rates(const Replay<P>& run, const ParticipationTotals& totals) {
  DutyRates rates{};
  rates.base_reward_per_increment_gwei = run.cache.base_reward_per_increment_gwei;
  rates.active_increments = run.cache.total_active_balance_gwei / increment_gwei;
  for (std::size_t flag = 0; flag < flag_count; ++flag) {
    rates.flag_increments[flag] = totals.previous_flag_gwei[flag] / increment_gwei;
  }
  rates.inactivity_denominator =
      run.config->inactivity_score_bias * run.params().inactivity_penalty_quotient;
  rates.leak = is_in_inactivity_leak(run);
  return rates;
}

/// Room for the bookings of a registry's duties.
void open_booking(DutyBooking& booking, std::size_t count, const ParticipationTotals& totals,
                  bool leak) {
  booking.booked = true;
  booking.inactivity_leak = leak;
  std::copy(std::begin(totals.previous_flag_gwei), std::end(totals.previous_flag_gwei),
            booking.flag_balance_gwei);
  for (auto* column :
       {&booking.source_gwei, &booking.target_gwei, &booking.head_gwei, &booking.inactivity_gwei,
        &booking.max_source_gwei, &booking.max_target_gwei, &booking.max_head_gwei}) {
    column->assign(count, 0);
  }
  booking.effective_balance_gwei.assign(count, 0);
  booking.flags.assign(count, 0);
}

/// Takes a penalty from a balance that stops at 0; tells what was not taken.
std::uint64_t take(std::uint64_t& balance_gwei, std::uint64_t penalty_gwei) {
  const std::uint64_t taken = std::min(balance_gwei, penalty_gwei);
  balance_gwei -= taken;
  return penalty_gwei - taken;
}

/// Duties of one validator: flag by flag, then inactivity, each stopping at 0 on its own.
struct DutyResult {
  std::int64_t flag_gwei[flag_count] = {};
  std::int64_t inactivity_gwei = 0;
  std::uint64_t not_taken_gwei[flag_count + 1] = {};
};

DutyResult book_duties(const DutyRates& rates, std::uint64_t effective_gwei, std::uint64_t score,
                       unsigned unslashed_flags, std::uint64_t& balance_gwei) {
  DutyResult out;
  for (std::size_t flag = 0; flag < flag_count; ++flag) {
    if ((unslashed_flags >> flag & 1) != 0) {
      const std::uint64_t reward = rates.reward(effective_gwei, flag);
      balance_gwei += reward;
      out.flag_gwei[flag] = static_cast<std::int64_t>(reward);
    } else {
      const std::uint64_t penalty = rates.penalty(effective_gwei, flag);
      out.not_taken_gwei[flag] = take(balance_gwei, penalty);
      out.flag_gwei[flag] = -static_cast<std::int64_t>(penalty);
    }
  }
  if ((unslashed_flags >> timely_target & 1) == 0) {
    const std::uint64_t penalty = rates.inactivity_penalty(effective_gwei, score);
    out.not_taken_gwei[flag_count] = take(balance_gwei, penalty);
    out.inactivity_gwei = -static_cast<std::int64_t>(penalty);
  }
  return out;
}

void write_booking(EpochLedger& ledger, std::size_t i, const DutyRates& rates,
                   const DutyResult& result, std::uint64_t effective_gwei) {
  DutyBooking& booking = ledger.duties;
  booking.source_gwei[i] = result.flag_gwei[timely_source];
  booking.target_gwei[i] = result.flag_gwei[timely_target];
  booking.head_gwei[i] = result.flag_gwei[timely_head];
  booking.inactivity_gwei[i] = result.inactivity_gwei;
  booking.max_source_gwei[i] = static_cast<std::int64_t>(rates.reward(effective_gwei, 0));
  booking.max_target_gwei[i] = static_cast<std::int64_t>(rates.reward(effective_gwei, 1));
  booking.max_head_gwei[i] = static_cast<std::int64_t>(rates.reward(effective_gwei, 2));
  constexpr Component components[] = {Component::source, Component::target, Component::head,
                                      Component::inactivity};
  for (std::size_t k = 0; k <= flag_count; ++k) {
    if (result.not_taken_gwei[k] == 0) continue;
    ledger.saturations.push_back(
        {static_cast<std::uint32_t>(i), components[k], result.not_taken_gwei[k]});
  }
}

/// Finality cannot lie ahead of what was voted on.
template <class P>
Expected<void> check_finality(const Replay<P>& run, const char* function) {
  if (run.state.finalized_checkpoint.epoch <= run.previous_epoch()) return {};
  return refuse(function, "the finalized epoch lies ahead of the previous one");
}

}  // namespace

template <class P>
Expected<void> process_inactivity_updates(Replay<P>& run) {
  if (run.current_epoch() == 0) return {};
  if (auto ok = check_finality(run, "get_finality_delay"); !ok) return ok;
  BeaconState& state = run.state;
  const bool leak = is_in_inactivity_leak(run);
  const std::span<std::uint64_t> scores = state.inactivity_scores.edit();
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (!is_eligible(run, i)) continue;
    const bool hit = state.validators.slashed[i] == 0 &&
                     state.validators.is_active(i, run.previous_epoch()) &&
                     (state.previous_epoch_participation[i] >> timely_target & 1) != 0;
    std::uint64_t score = scores[i];
    if (hit) {
      score -= std::min<std::uint64_t>(1, score);
    } else if (score > ~std::uint64_t{0} - run.config->inactivity_score_bias) {
      return refuse("process_inactivity_updates",
                    "the score of validator " + std::to_string(i) + " is out of bounds");
    } else {
      score += run.config->inactivity_score_bias;
    }
    if (!leak) score -= std::min(run.config->inactivity_score_recovery_rate, score);
    if (score == scores[i]) continue;
    scores[i] = score;
    state.inactivity_scores.touched(i);
  }
  return {};
}

template <class P>
Expected<void> process_rewards_and_penalties(Replay<P>& run) {
  if (run.current_epoch() == 0) return {};
  return apply_duty_deltas(run);
}

template <class P>
Expected<void> apply_duty_deltas(Replay<P>& run) {
  if (auto ok = check_finality(run, "get_finality_delay"); !ok) return ok;
  BeaconState& state = run.state;
  const Registry& registry = state.validators;
  const ParticipationTotals totals = sum_participation(run);
  const DutyRates rates = duty_rates(run, totals);
  EpochLedger* ledger = run.ledger == nullptr ? nullptr : &run.ledger->now;
  if (ledger != nullptr) {
    open_booking(ledger->duties, registry.size(), totals, rates.leak);
    ledger->duties.active_balance_gwei = run.cache.total_active_balance_gwei;
  }
  const std::span<std::uint64_t> balances = state.balances.edit_all();
  for (std::size_t i = 0; i < balances.size(); ++i) {
    const std::uint64_t effective = registry.effective_balance_gwei[i];
    const bool active = registry.is_active(i, run.previous_epoch());
    const bool slashed = registry.slashed[i] != 0;
    const unsigned flags = active && !slashed ? state.previous_epoch_participation[i] & 7u : 0u;
    if (ledger != nullptr) {
      ledger->duties.effective_balance_gwei[i] = effective;
      ledger->duties.flags[i] =
          static_cast<std::uint8_t>(flags | (active ? 8u : 0u) | (slashed ? 16u : 0u));
      if (active) ++ledger->duties.active_validators;
    }
    if (!is_eligible(run, i)) continue;
    if (static_cast<unsigned __int128>(effective) * state.inactivity_scores[i] >> 64 != 0) {
      return refuse("get_inactivity_penalty_deltas",
                    "the score of validator " + std::to_string(i) + " is out of bounds");
    }
    const DutyResult result =
        book_duties(rates, effective, state.inactivity_scores[i], flags, balances[i]);
    if (ledger != nullptr) write_booking(*ledger, i, rates, result, effective);
  }
  return {};
}

template Expected<void> process_inactivity_updates(Replay<MainnetPreset>&);
template Expected<void> process_inactivity_updates(Replay<MinimalPreset>&);
template Expected<void> process_inactivity_updates(Replay<GnosisPreset>&);
template Expected<void> apply_duty_deltas(Replay<MainnetPreset>&);
template Expected<void> apply_duty_deltas(Replay<MinimalPreset>&);
template Expected<void> apply_duty_deltas(Replay<GnosisPreset>&);
template Expected<void> process_rewards_and_penalties(Replay<MainnetPreset>&);
template Expected<void> process_rewards_and_penalties(Replay<MinimalPreset>&);
template Expected<void> process_rewards_and_penalties(Replay<GnosisPreset>&);

}  // namespace apsis
