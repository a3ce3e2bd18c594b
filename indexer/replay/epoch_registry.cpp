// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/units.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/balances.hpp"
#include "indexer/replay/epoch_steps.hpp"
#include "indexer/replay/exits.hpp"

namespace apsis {
namespace {

constexpr std::uint64_t increment_gwei = preset::effective_balance_increment_gwei;

/// `is_eligible_for_activation_queue`.
template <class P>
bool may_queue(const Replay<P>& run, std::size_t i) {
  const Registry& registry = run.state.validators;
  if (registry.activation_eligibility_epoch[i] != far_future_epoch) return false;
  const std::uint64_t effective = registry.effective_balance_gwei[i];
  return run.params().balance_churn ? effective >= preset::min_activation_balance_gwei
                                    : effective == preset::min_activation_balance_gwei;
}

/// `is_eligible_for_activation`.
template <class P>
bool may_activate(const Replay<P>& run, std::size_t i) {
  const Registry& registry = run.state.validators;
  return registry.activation_epoch[i] == far_future_epoch &&
         registry.activation_eligibility_epoch[i] <= run.state.finalized_checkpoint.epoch;
}

/// Up to Deneb activations go through a queue, so many an epoch, in the order of eligibility.
template <class P>
void activate_queue(Replay<P>& run) {
  Registry& registry = run.state.validators;
  std::vector<std::uint32_t> queue;
  for (std::size_t i = 0; i < registry.size(); ++i) {
    if (may_activate(run, i)) queue.push_back(static_cast<std::uint32_t>(i));
  }
  std::stable_sort(queue.begin(), queue.end(), [&](std::uint32_t a, std::uint32_t b) {
    return registry.activation_eligibility_epoch[a] < registry.activation_eligibility_epoch[b];
  });
  std::uint64_t churn = get_validator_churn_limit(run);
  if (run.params().caps_activation_churn) {
    churn = std::min(churn, run.config->max_per_epoch_activation_churn_limit);
  }
  queue.resize(std::min<std::size_t>(queue.size(), churn));
  for (const std::uint32_t i : queue) {
    registry.activation_epoch[i] = compute_activation_exit_epoch(run.current_epoch());
    registry.touch(i);
  }
}

}  // namespace

template <class P>
Expected<void> process_registry_updates(Replay<P>& run) {
  Registry& registry = run.state.validators;
  const std::uint64_t now = run.current_epoch();
  const bool queues_by_balance = run.params().balance_churn;
  for (std::size_t i = 0; i < registry.size(); ++i) {
    const bool queued = may_queue(run, i);
    if (queued) {
      registry.activation_eligibility_epoch[i] = now + 1;
      registry.touch(i);
      if (queues_by_balance) continue;
    }
    if (registry.is_active(i, now) &&
        registry.effective_balance_gwei[i] <= run.config->ejection_balance_gwei) {
      if (auto ok = initiate_validator_exit(run, i); !ok) return ok;
    } else if (queues_by_balance && may_activate(run, i)) {
      registry.activation_epoch[i] = compute_activation_exit_epoch(now);
      registry.touch(i);
    }
  }
  if (!queues_by_balance) activate_queue(run);
  return {};
}

template <class P>
Expected<void> process_slashings(Replay<P>& run) {
  BeaconState& state = run.state;
  const Registry& registry = state.validators;
  const std::uint64_t total = run.cache.total_active_balance_gwei;
  std::uint64_t slashed_sum = 0;
  for (const std::uint64_t amount : state.slashings.values()) slashed_sum += amount;
  const std::uint64_t adjusted =
      std::min(slashed_sum * run.params().proportional_slashing_multiplier, total);
  const std::uint64_t half_way = run.current_epoch() + P::epochs_per_slashings_vector / 2;
  for (std::size_t i = 0; i < registry.size(); ++i) {
    if (registry.slashed[i] == 0 || registry.withdrawable_epoch[i] != half_way) continue;
    const std::uint64_t increments = registry.effective_balance_gwei[i] / increment_gwei;
    std::uint64_t penalty;
    if (run.params().slashing_by_increment) {
      penalty = adjusted / (total / increment_gwei) * increments;
    } else {
      const auto numerator = static_cast<unsigned __int128>(increments) * adjusted;
      penalty = static_cast<std::uint64_t>(numerator / total) * increment_gwei;
    }
    decrease_balance(run, i, penalty, Component::slashing_correlation);
  }
  return {};
}

template <class P>
Expected<void> process_effective_balance_updates(Replay<P>& run) {
  constexpr std::uint64_t hysteresis = increment_gwei / preset::hysteresis_quotient;
  constexpr std::uint64_t downward = hysteresis * preset::hysteresis_downward_multiplier;
  constexpr std::uint64_t upward = hysteresis * preset::hysteresis_upward_multiplier;
  Registry& registry = run.state.validators;
  for (std::size_t i = 0; i < registry.size(); ++i) {
    const std::uint64_t balance = run.state.balances[i];
    const std::uint64_t effective = registry.effective_balance_gwei[i];
    if (balance + downward >= effective && effective + upward >= balance) continue;
    const std::uint64_t next =
        std::min(balance - balance % increment_gwei,
                 get_max_effective_balance(run, registry.withdrawal_credentials[i]));
    if (next == effective) continue;
    registry.effective_balance_gwei[i] = next;
    registry.touch(i);
  }
  return {};
}

template Expected<void> process_registry_updates(Replay<MainnetPreset>&);
template Expected<void> process_registry_updates(Replay<MinimalPreset>&);
template Expected<void> process_registry_updates(Replay<GnosisPreset>&);
template Expected<void> process_slashings(Replay<MainnetPreset>&);
template Expected<void> process_slashings(Replay<MinimalPreset>&);
template Expected<void> process_slashings(Replay<GnosisPreset>&);
template Expected<void> process_effective_balance_updates(Replay<MainnetPreset>&);
template Expected<void> process_effective_balance_updates(Replay<MinimalPreset>&);
template Expected<void> process_effective_balance_updates(Replay<GnosisPreset>&);

}  // namespace apsis
