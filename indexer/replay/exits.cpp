// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/exits.hpp"

#include <algorithm>

#include "core/units.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/balances.hpp"
#include "indexer/replay/refuse.hpp"

namespace apsis {
namespace {

constexpr std::uint64_t proposer_weight = 8;
constexpr std::uint64_t weight_denominator = 64;

template <class P>
std::uint64_t get_balance_churn_limit(const Replay<P>& run) {
  const std::uint64_t churn =
      std::max(run.config->min_per_epoch_churn_limit_electra_gwei,
               run.cache.total_active_balance_gwei / run.config->churn_limit_quotient);
  return churn - churn % preset::effective_balance_increment_gwei;
}

/// Epoch in which a balance fits through a churn, and the churn that is left afterwards.
struct Passage {
  std::uint64_t epoch;
  std::uint64_t to_consume_gwei;
};

constexpr std::uint64_t last_epoch = ~std::uint64_t{0};

std::unexpected<Error> epoch_too_late(const char* function) {
  return refuse(function, "the epoch does not fit in 64 bits");
}

Expected<Passage> pass_churn(std::uint64_t earliest_now, Passage queue, std::uint64_t churn_gwei,
                             std::uint64_t balance_gwei) {
  Passage out = queue;
  if (queue.epoch < earliest_now) out = {earliest_now, churn_gwei};
  if (balance_gwei > out.to_consume_gwei) {
    const std::uint64_t beyond = balance_gwei - out.to_consume_gwei;
    const std::uint64_t more_epochs = (beyond - 1) / churn_gwei + 1;
    if (more_epochs > last_epoch - out.epoch) return epoch_too_late("compute_exit_epoch");
    out.epoch += more_epochs;
    out.to_consume_gwei += more_epochs * churn_gwei;
  }
  out.to_consume_gwei -= balance_gwei;
  return out;
}

/// The queue's last epoch and its crowd, counted once an epoch and kept up to date after that.
template <class P>
std::uint64_t next_queue_epoch(Replay<P>& run) {
  EpochCache& cache = run.cache;
  if (cache.exit_queue_epoch == 0) {
    cache.exit_queue_epoch = compute_activation_exit_epoch(run.current_epoch());
    const auto& exits = run.state.validators.exit_epoch;
    for (const std::uint64_t epoch : exits) {
      if (epoch != far_future_epoch && epoch > cache.exit_queue_epoch) {
        cache.exit_queue_epoch = epoch;
      }
    }
    cache.exit_queue_count =
        static_cast<std::uint64_t>(std::count(exits.begin(), exits.end(), cache.exit_queue_epoch));
  }
  if (cache.exit_queue_count >= get_validator_churn_limit(run)) {
    ++cache.exit_queue_epoch;
    cache.exit_queue_count = 0;
  }
  ++cache.exit_queue_count;
  return cache.exit_queue_epoch;
}

}  // namespace

std::uint64_t compute_activation_exit_epoch(std::uint64_t epoch) {
  return epoch + 1 + preset::max_seed_lookahead;
}

template <class P>
std::uint64_t get_validator_churn_limit(const Replay<P>& run) {
  return std::max(run.config->min_per_epoch_churn_limit,
                  run.cache.current.shuffled.size() / run.config->churn_limit_quotient);
}

template <class P>
std::uint64_t get_activation_exit_churn_limit(const Replay<P>& run) {
  return std::min(run.config->max_per_epoch_activation_exit_churn_limit_gwei,
                  get_balance_churn_limit(run));
}

template <class P>
std::uint64_t get_consolidation_churn_limit(const Replay<P>& run) {
  return get_balance_churn_limit(run) - get_activation_exit_churn_limit(run);
}

template <class P>
Expected<std::uint64_t> compute_exit_epoch_and_update_churn(Replay<P>& run,
                                                            std::uint64_t exit_balance_gwei) {
  BeaconState& state = run.state;
  const auto passage = pass_churn(compute_activation_exit_epoch(run.current_epoch()),
                                  {state.earliest_exit_epoch, state.exit_balance_to_consume_gwei},
                                  get_activation_exit_churn_limit(run), exit_balance_gwei);
  if (!passage) return std::unexpected(passage.error());
  state.earliest_exit_epoch = passage->epoch;
  state.exit_balance_to_consume_gwei = passage->to_consume_gwei;
  return passage->epoch;
}

template <class P>
Expected<std::uint64_t> compute_consolidation_epoch_and_update_churn(Replay<P>& run,
                                                                     std::uint64_t balance_gwei) {
  BeaconState& state = run.state;
  const auto passage =
      pass_churn(compute_activation_exit_epoch(run.current_epoch()),
                 {state.earliest_consolidation_epoch, state.consolidation_balance_to_consume_gwei},
                 get_consolidation_churn_limit(run), balance_gwei);
  if (!passage) return std::unexpected(passage.error());
  state.earliest_consolidation_epoch = passage->epoch;
  state.consolidation_balance_to_consume_gwei = passage->to_consume_gwei;
  return passage->epoch;
}

template <class P>
Expected<void> initiate_validator_exit(Replay<P>& run, std::size_t validator) {
  Registry& registry = run.state.validators;
  if (registry.exit_epoch[validator] != far_future_epoch) return {};
  Expected<std::uint64_t> exit_epoch =
      run.params().balance_churn
          ? compute_exit_epoch_and_update_churn(run, registry.effective_balance_gwei[validator])
          : next_queue_epoch(run);
  if (!exit_epoch) return std::unexpected(exit_epoch.error());
  const std::uint64_t delay = run.config->min_validator_withdrawability_delay;
  if (*exit_epoch > last_epoch - delay) return epoch_too_late("initiate_validator_exit");
  registry.exit_epoch[validator] = *exit_epoch;
  registry.withdrawable_epoch[validator] = *exit_epoch + delay;
  registry.touch(validator);
  return {};
}

template <class P>
Expected<void> slash_validator(Replay<P>& run, std::size_t validator) {
  BeaconState& state = run.state;
  const std::uint64_t epoch = run.current_epoch();
  if (auto ok = initiate_validator_exit(run, validator); !ok) return ok;
  Registry& registry = state.validators;
  registry.slashed[validator] = 1;
  registry.withdrawable_epoch[validator] =
      std::max(registry.withdrawable_epoch[validator], epoch + P::epochs_per_slashings_vector);
  registry.touch(validator);
  const std::uint64_t effective = registry.effective_balance_gwei[validator];
  const std::size_t place = epoch % P::epochs_per_slashings_vector;
  state.slashings.set(place, state.slashings[place] + effective);
  decrease_balance(run, validator, effective / run.params().min_slashing_penalty_quotient,
                   Component::slashing);
  const auto proposer = get_beacon_proposer_index<P>(state, run.cache);
  if (!proposer) return std::unexpected(proposer.error());
  const std::uint64_t whistleblower_reward = effective / run.params().whistleblower_reward_quotient;
  const std::uint64_t proposer_reward = whistleblower_reward * proposer_weight / weight_denominator;
  run.income.slashings_gwei += whistleblower_reward;
  if (auto ok = increase_balance(run, *proposer, proposer_reward, Component::proposer_slashings);
      !ok) {
    return ok;
  }
  return increase_balance(run, *proposer, whistleblower_reward - proposer_reward,
                          Component::proposer_slashings);
}

std::uint64_t get_pending_balance_to_withdraw(const BeaconState& state, std::size_t validator) {
  std::uint64_t sum = 0;
  for (const PendingPartialWithdrawal& pending : state.pending_partial_withdrawals.values()) {
    if (pending.validator_index == validator) sum += pending.amount_gwei;
  }
  return sum;
}

template std::uint64_t get_validator_churn_limit(const Replay<MainnetPreset>&);
template std::uint64_t get_validator_churn_limit(const Replay<MinimalPreset>&);
template std::uint64_t get_validator_churn_limit(const Replay<GnosisPreset>&);
template std::uint64_t get_activation_exit_churn_limit(const Replay<MainnetPreset>&);
template std::uint64_t get_activation_exit_churn_limit(const Replay<MinimalPreset>&);
template std::uint64_t get_activation_exit_churn_limit(const Replay<GnosisPreset>&);
template std::uint64_t get_consolidation_churn_limit(const Replay<MainnetPreset>&);
template std::uint64_t get_consolidation_churn_limit(const Replay<MinimalPreset>&);
template std::uint64_t get_consolidation_churn_limit(const Replay<GnosisPreset>&);
template Expected<std::uint64_t> compute_exit_epoch_and_update_churn(Replay<MainnetPreset>&,
                                                                     std::uint64_t);
template Expected<std::uint64_t> compute_exit_epoch_and_update_churn(Replay<MinimalPreset>&,
                                                                     std::uint64_t);
template Expected<std::uint64_t> compute_exit_epoch_and_update_churn(Replay<GnosisPreset>&,
                                                                     std::uint64_t);
template Expected<std::uint64_t> compute_consolidation_epoch_and_update_churn(
    Replay<MainnetPreset>&, std::uint64_t);
template Expected<std::uint64_t> compute_consolidation_epoch_and_update_churn(
    Replay<MinimalPreset>&, std::uint64_t);
template Expected<std::uint64_t> compute_consolidation_epoch_and_update_churn(Replay<GnosisPreset>&,
                                                                              std::uint64_t);
template Expected<void> initiate_validator_exit(Replay<MainnetPreset>&, std::size_t);
template Expected<void> initiate_validator_exit(Replay<MinimalPreset>&, std::size_t);
template Expected<void> initiate_validator_exit(Replay<GnosisPreset>&, std::size_t);
template Expected<void> slash_validator(Replay<MainnetPreset>&, std::size_t);
template Expected<void> slash_validator(Replay<MinimalPreset>&, std::size_t);
template Expected<void> slash_validator(Replay<GnosisPreset>&, std::size_t);

}  // namespace apsis
