// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "indexer/decode/preset.hpp"
#include "indexer/replay/duty_pass.hpp"
#include "indexer/replay/epoch_steps.hpp"
#include "indexer/replay/refuse.hpp"

namespace apsis {
namespace {

constexpr std::uint64_t increment_gwei = preset::effective_balance_increment_gwei;

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

/// Flags of the epoch before, and who was active, slashed and takes part in its rewards.
template <class P>
Expected<std::vector<std::uint8_t>> duty_flags(const Replay<P>& run) {
  const BeaconState& state = run.state;
  const Registry& registry = state.validators;
  std::vector<std::uint8_t> out(registry.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const bool active = registry.is_active(i, run.previous_epoch());
    const bool slashed = registry.slashed[i] != 0;
    if (!active && !slashed) continue;
    const unsigned earned = active && !slashed ? state.previous_epoch_participation[i] & 7u : 0u;
    const bool eligible = is_eligible(run, i);
    if (eligible && state.inactivity_scores[i] != 0 &&
        static_cast<unsigned __int128>(registry.effective_balance_gwei[i]) *
                    state.inactivity_scores[i] >>
                64 !=
            0) {
      return refuse("get_inactivity_penalty_deltas",
                    "the score of validator " + std::to_string(i) + " is out of bounds");
    }
    out[i] = static_cast<std::uint8_t>(earned | (active ? DutyBooking::active_bit : 0u) |
                                       (slashed ? DutyBooking::slashed_bit : 0u) |
                                       (eligible ? DutyBooking::eligible_bit : 0u));
  }
  return out;
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
  auto flags = duty_flags(run);
  if (!flags) return std::unexpected(flags.error());
  std::vector<DutyAmounts> amounts = duty_amounts(rates);
  DutyBooks books = book_duties(rates, amounts,
                                {registry.effective_balance_gwei, *flags,
                                 state.inactivity_scores.values(), state.balances.edit_all()});
  if (run.ledger == nullptr) return {};
  DutyBooking& booking = run.ledger->now.duties;
  booking.booked = true;
  booking.inactivity_leak = rates.leak;
  booking.active_validators =
      static_cast<std::uint64_t>(std::count_if(flags->begin(), flags->end(), [](std::uint8_t of) {
        return (of & DutyBooking::active_bit) != 0;
      }));
  booking.active_balance_gwei = run.cache.total_active_balance_gwei;
  std::copy(std::begin(totals.previous_flag_gwei), std::end(totals.previous_flag_gwei),
            booking.flag_balance_gwei);
  booking.amounts = std::move(amounts);
  booking.effective_balance_gwei = registry.effective_balance_gwei;
  booking.flags = std::move(*flags);
  booking.inactivity_gwei = std::move(books.inactivity_gwei);
  std::vector<Saturation>& saturations = run.ledger->now.saturations;
  saturations.insert(saturations.end(), books.saturations.begin(), books.saturations.end());
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
