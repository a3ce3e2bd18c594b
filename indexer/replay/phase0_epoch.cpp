// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/phase0_epoch.hpp"

#include <algorithm>

#include "indexer/decode/preset.hpp"
#include "indexer/replay/phase0_votes.hpp"
#include "indexer/replay/refuse.hpp"

namespace apsis {
namespace {

constexpr std::uint64_t increment_gwei = preset::effective_balance_increment_gwei;
constexpr std::uint64_t base_rewards_per_epoch = 4;
constexpr std::uint64_t proposer_reward_quotient = 8;

/// What the deltas of all validators are computed from.
template <class P>
struct RewardBase {
  const Replay<P>& run;
  Phase0Votes votes;
  std::uint64_t total_gwei = 0, root_of_total = 1, finality_delay = 0;
  bool leak = false;

  /// `get_base_reward`.
  std::uint64_t base_reward(std::size_t validator) const {
    return run.state.validators.effective_balance_gwei[validator] * P::base_reward_factor /
           root_of_total / base_rewards_per_epoch;
  }
  std::uint64_t proposer_reward(std::size_t validator) const {
    return base_reward(validator) / proposer_reward_quotient;
  }
  bool voted(std::size_t validator, ParticipationFlag flag) const {
    return run.state.validators.slashed[validator] == 0 &&
           (votes.flags[validator] >> flag & 1) != 0;
  }
};

Phase0Deltas no_deltas(std::size_t count) {
  return {std::vector<std::uint64_t>(count), std::vector<std::uint64_t>(count)};
}

/// `get_attestation_component_deltas`.
template <class P>
Phase0Deltas component_deltas(const RewardBase<P>& base, ParticipationFlag flag) {
  const Registry& registry = base.run.state.validators;
  Phase0Deltas out = no_deltas(registry.size());
  std::uint64_t voted_gwei = 0;
  for (std::size_t i = 0; i < registry.size(); ++i) {
    if (base.voted(i, flag)) voted_gwei += registry.effective_balance_gwei[i];
  }
  const std::uint64_t voted_increments = std::max(voted_gwei, increment_gwei) / increment_gwei;
  const std::uint64_t all_increments = base.total_gwei / increment_gwei;
  for (std::size_t i = 0; i < registry.size(); ++i) {
    if (!is_eligible(base.run, i)) continue;
    const std::uint64_t reward = base.base_reward(i);
    if (!base.voted(i, flag)) {
      out.penalties_gwei[i] = reward;
    } else {
      out.rewards_gwei[i] = base.leak ? reward : reward * voted_increments / all_increments;
    }
  }
  return out;
}

/// `get_inclusion_delay_deltas`.
template <class P>
Phase0Deltas inclusion_delay_deltas(const RewardBase<P>& base) {
  const std::size_t count = base.run.state.validators.size();
  Phase0Deltas out = no_deltas(count);
  for (std::size_t i = 0; i < count; ++i) {
    if (!base.voted(i, timely_source)) continue;
    const std::uint64_t to_proposer = base.proposer_reward(i);
    out.rewards_gwei[base.votes.proposer_indices[i]] += to_proposer;
    out.rewards_gwei[i] += (base.base_reward(i) - to_proposer) / base.votes.delay_slots[i];
  }
  return out;
}

/// `get_inactivity_penalty_deltas`.
template <class P>
Phase0Deltas inactivity_deltas(const RewardBase<P>& base) {
  const Registry& registry = base.run.state.validators;
  Phase0Deltas out = no_deltas(registry.size());
  if (!base.leak) return out;
  for (std::size_t i = 0; i < registry.size(); ++i) {
    if (!is_eligible(base.run, i)) continue;
    std::uint64_t& penalty = out.penalties_gwei[i];
    penalty = base_rewards_per_epoch * base.base_reward(i) - base.proposer_reward(i);
    if (base.voted(i, timely_target)) continue;
    const auto numerator =
        static_cast<unsigned __int128>(registry.effective_balance_gwei[i]) * base.finality_delay;
    penalty +=
        static_cast<std::uint64_t>(numerator / base.run.params().inactivity_penalty_quotient);
  }
  return out;
}

template <class P>
Expected<RewardBase<P>> reward_base(const Replay<P>& run) {
  if (run.state.finalized_checkpoint.epoch > run.previous_epoch()) {
    return refuse("get_finality_delay", "the finalized epoch lies ahead of the previous one");
  }
  auto votes = count_phase0_votes(run, run.state.previous_epoch_attestations, run.previous_epoch());
  if (!votes) return std::unexpected(std::move(votes.error()));
  const std::uint64_t total = run.cache.total_active_balance_gwei;
  return RewardBase<P>{run,
                       std::move(*votes),
                       total,
                       integer_squareroot(total),
                       run.previous_epoch() - run.state.finalized_checkpoint.epoch,
                       is_in_inactivity_leak(run)};
}

}  // namespace

template <class P>
Expected<Phase0Rewards> get_phase0_rewards(const Replay<P>& run) {
  const auto base = reward_base(run);
  if (!base) return std::unexpected(base.error());
  return Phase0Rewards{component_deltas(*base, timely_source),
                       component_deltas(*base, timely_target), component_deltas(*base, timely_head),
                       inclusion_delay_deltas(*base), inactivity_deltas(*base)};
}

template <class P>
Expected<void> process_phase0_justification(Replay<P>& run) {
  BeaconState& state = run.state;
  if (run.current_epoch() <= 1) return {};
  auto before = count_phase0_votes(run, state.previous_epoch_attestations, run.previous_epoch());
  if (!before) return std::unexpected(std::move(before.error()));
  auto now = count_phase0_votes(run, state.current_epoch_attestations, run.current_epoch());
  if (!now) return std::unexpected(std::move(now.error()));
  // The columns lend themselves to the step that all forks share.
  state.previous_epoch_participation.assign(std::move(before->flags));
  state.current_epoch_participation.assign(std::move(now->flags));
  auto done = process_justification_and_finalization(run);
  const std::vector<std::uint8_t> none(state.validators.size());
  state.previous_epoch_participation.assign(none);
  state.current_epoch_participation.assign(none);
  return done;
}

template <class P>
Expected<void> process_phase0_rewards(Replay<P>& run) {
  if (run.current_epoch() == 0) return {};
  const auto deltas = get_phase0_rewards(run);
  if (!deltas) return std::unexpected(deltas.error());
  const Phase0Deltas* components[] = {&deltas->source, &deltas->target, &deltas->head,
                                      &deltas->inclusion_delay, &deltas->inactivity};
  const std::span<std::uint64_t> balances = run.state.balances.edit_all();
  for (std::size_t i = 0; i < balances.size(); ++i) {
    std::uint64_t penalty = 0;
    for (const Phase0Deltas* component : components) {
      balances[i] += component->rewards_gwei[i];
      penalty += component->penalties_gwei[i];
    }
    balances[i] -= std::min(balances[i], penalty);
  }
  return {};
}

template <class P>
Expected<void> process_participation_record_updates(Replay<P>& run) {
  std::swap(run.state.previous_epoch_attestations, run.state.current_epoch_attestations);
  run.state.current_epoch_attestations.clear();
  return {};
}

template <class P>
std::span<const EpochStep<P>> phase0_epoch_steps() {
  static constexpr EpochStep<P> steps[] = {
      process_phase0_justification<P>, process_phase0_rewards<P>,
      process_registry_updates<P>,     process_slashings<P>,
      process_eth1_data_reset<P>,      process_effective_balance_updates<P>,
      process_slashings_reset<P>,      process_randao_mixes_reset<P>,
      process_historical_update<P>,    process_participation_record_updates<P>};
  return steps;
}

template Expected<Phase0Rewards> get_phase0_rewards(const Replay<MainnetPreset>&);
template Expected<Phase0Rewards> get_phase0_rewards(const Replay<MinimalPreset>&);
template Expected<Phase0Rewards> get_phase0_rewards(const Replay<GnosisPreset>&);
template Expected<void> process_phase0_justification(Replay<MainnetPreset>&);
template Expected<void> process_phase0_justification(Replay<MinimalPreset>&);
template Expected<void> process_phase0_justification(Replay<GnosisPreset>&);
template Expected<void> process_phase0_rewards(Replay<MainnetPreset>&);
template Expected<void> process_phase0_rewards(Replay<MinimalPreset>&);
template Expected<void> process_phase0_rewards(Replay<GnosisPreset>&);
template Expected<void> process_participation_record_updates(Replay<MainnetPreset>&);
template Expected<void> process_participation_record_updates(Replay<MinimalPreset>&);
template Expected<void> process_participation_record_updates(Replay<GnosisPreset>&);
template std::span<const EpochStep<MainnetPreset>> phase0_epoch_steps();
template std::span<const EpochStep<MinimalPreset>> phase0_epoch_steps();
template std::span<const EpochStep<GnosisPreset>> phase0_epoch_steps();

}  // namespace apsis
