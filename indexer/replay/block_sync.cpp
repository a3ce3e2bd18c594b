// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/decode/preset.hpp"
#include "indexer/replay/balances.hpp"
#include "indexer/replay/block_steps.hpp"
#include "indexer/replay/epoch_steps.hpp"
#include "indexer/replay/refuse.hpp"

namespace apsis {
Expected<void> seat_committee(BeaconState& state) {
  SeatedCommittee& committee = state.current_sync_committee;
  if (!committee.validators.empty()) return {};
  std::vector<std::uint32_t> validators;
  for (const Bytes48& pubkey : committee.committee.pubkeys) {
    const auto validator = state.validators.find(pubkey);
    if (!validator) {
      return refuse("process_sync_aggregate", "a member of the committee is not in the registry");
    }
    validators.push_back(*validator);
  }
  committee.validators = std::move(validators);
  return {};
}

template <class P>
Expected<void> process_sync_aggregate(Replay<P>& run, const SszView& aggregate) {
  BeaconState& state = run.state;
  if (auto ok = seat_committee(state); !ok) return ok;
  const std::uint64_t total_increments =
      run.cache.total_active_balance_gwei / preset::effective_balance_increment_gwei;
  const std::uint64_t total_base_rewards =
      run.cache.base_reward_per_increment_gwei * total_increments;
  const std::uint64_t participant_reward = total_base_rewards * sync_reward_weight /
                                           weight_denominator / P::slots_per_epoch /
                                           P::sync_committee_size;
  const std::uint64_t proposer_reward =
      participant_reward * proposer_weight / (weight_denominator - proposer_weight);
  const auto proposer = get_beacon_proposer_index<P>(state, run.cache);
  if (!proposer) return std::unexpected(proposer.error());
  const SszView bits = aggregate.field("sync_committee_bits");
  // Seat by seat, because a proposer that is a member may stop at 0 in between.
  for (std::size_t i = 0; i < P::sync_committee_size; ++i) {
    const std::uint32_t member = state.current_sync_committee.validators[i];
    if (!bits.bit(i)) {
      decrease_balance(run, member, participant_reward, Component::sync);
      continue;
    }
    if (auto ok = increase_balance(run, member, participant_reward, Component::sync); !ok) {
      return ok;
    }
    if (auto ok = increase_balance(run, *proposer, proposer_reward, Component::proposer_sync);
        !ok) {
      return ok;
    }
    run.income.sync_gwei += proposer_reward;
  }
  return {};
}

template Expected<void> process_sync_aggregate(Replay<MainnetPreset>&, const SszView&);
template Expected<void> process_sync_aggregate(Replay<MinimalPreset>&, const SszView&);
template Expected<void> process_sync_aggregate(Replay<GnosisPreset>&, const SszView&);

}  // namespace apsis
