// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/hash/sha256.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/accessors.hpp"
#include "indexer/replay/bls.hpp"
#include "indexer/replay/epoch_steps.hpp"

namespace apsis {

template <class P>
Expected<void> process_eth1_data_reset(Replay<P>& run) {
  if ((run.current_epoch() + 1) % P::epochs_per_eth1_voting_period == 0) {
    run.state.eth1_data_votes.clear();
  }
  return {};
}

template <class P>
Expected<void> process_slashings_reset(Replay<P>& run) {
  run.state.slashings.set((run.current_epoch() + 1) % P::epochs_per_slashings_vector, 0);
  return {};
}

template <class P>
Expected<void> process_randao_mixes_reset(Replay<P>& run) {
  const std::uint64_t now = run.current_epoch();
  const Bytes32 mix = get_randao_mix<P>(run.state, now);
  run.state.randao_mixes.set((now + 1) % P::epochs_per_historical_vector, mix);
  return {};
}

template <class P>
Expected<void> process_historical_update(Replay<P>& run) {
  constexpr std::uint64_t period_epochs = P::slots_per_historical_root / P::slots_per_epoch;
  if ((run.current_epoch() + 1) % period_epochs != 0) return {};
  BeaconState& state = run.state;
  const Bytes32 blocks = state.block_roots.vector_root();
  const Bytes32 states = state.state_roots.vector_root();
  if (run.params().historical_summaries) {
    state.historical_summaries.push_back({blocks, states});
  } else {
    state.historical_roots.push_back(hash_pair(blocks, states));
  }
  return {};
}

template <class P>
Expected<void> process_participation_flag_updates(Replay<P>& run) {
  BeaconState& state = run.state;
  state.previous_epoch_participation = std::move(state.current_epoch_participation);
  state.current_epoch_participation = HashedColumn<std::uint8_t>(preset::validator_registry_limit);
  state.current_epoch_participation.assign(
      std::vector<std::uint8_t>(state.validators.size(), std::uint8_t{0}));
  return {};
}

template <class P>
Expected<SyncCommittee> get_next_sync_committee(const BeaconState& state) {
  const auto indices = get_next_sync_committee_indices<P>(state);
  if (!indices) return std::unexpected(indices.error());
  SyncCommittee out;
  for (const std::uint32_t validator : *indices) {
    out.pubkeys.push_back(state.validators.pubkey[validator]);
  }
  auto aggregate = aggregate_pubkeys(out.pubkeys);
  if (!aggregate) return std::unexpected(std::move(aggregate.error()));
  out.aggregate_pubkey = *aggregate;
  return out;
}

template <class P>
Expected<void> process_sync_committee_updates(Replay<P>& run) {
  if ((run.current_epoch() + 1) % P::epochs_per_sync_committee_period != 0) return {};
  auto next = get_next_sync_committee<P>(run.state);
  if (!next) return std::unexpected(std::move(next.error()));
  run.state.current_sync_committee = std::move(run.state.next_sync_committee);
  run.state.next_sync_committee.set(std::move(*next));
  return {};
}

template <class P>
Expected<void> process_proposer_lookahead(Replay<P>& run) {
  if (!run.params().has_proposer_lookahead) return {};
  const std::vector<std::uint64_t>& old = run.state.proposer_lookahead.values();
  std::vector<std::uint64_t> lookahead(old.begin() + P::slots_per_epoch, old.end());
  const auto last =
      compute_proposers<P>(run.state, run.current_epoch() + preset::min_seed_lookahead + 1);
  if (!last) return std::unexpected(last.error());
  lookahead.insert(lookahead.end(), last->begin(), last->end());
  run.state.proposer_lookahead.assign(std::move(lookahead));
  return {};
}

template Expected<void> process_eth1_data_reset(Replay<MainnetPreset>&);
template Expected<void> process_slashings_reset(Replay<MainnetPreset>&);
template Expected<void> process_randao_mixes_reset(Replay<MainnetPreset>&);
template Expected<void> process_historical_update(Replay<MainnetPreset>&);
template Expected<void> process_participation_flag_updates(Replay<MainnetPreset>&);
template Expected<SyncCommittee> get_next_sync_committee<MainnetPreset>(const BeaconState&);
template Expected<void> process_sync_committee_updates(Replay<MainnetPreset>&);
template Expected<void> process_proposer_lookahead(Replay<MainnetPreset>&);
template Expected<void> process_eth1_data_reset(Replay<MinimalPreset>&);
template Expected<void> process_eth1_data_reset(Replay<GnosisPreset>&);
template Expected<void> process_slashings_reset(Replay<MinimalPreset>&);
template Expected<void> process_slashings_reset(Replay<GnosisPreset>&);
template Expected<void> process_randao_mixes_reset(Replay<MinimalPreset>&);
template Expected<void> process_randao_mixes_reset(Replay<GnosisPreset>&);
template Expected<void> process_historical_update(Replay<MinimalPreset>&);
template Expected<void> process_historical_update(Replay<GnosisPreset>&);
template Expected<void> process_participation_flag_updates(Replay<MinimalPreset>&);
template Expected<void> process_participation_flag_updates(Replay<GnosisPreset>&);
template Expected<SyncCommittee> get_next_sync_committee<MinimalPreset>(const BeaconState&);
template Expected<SyncCommittee> get_next_sync_committee<GnosisPreset>(const BeaconState&);
template Expected<void> process_sync_committee_updates(Replay<MinimalPreset>&);
template Expected<void> process_sync_committee_updates(Replay<GnosisPreset>&);
template Expected<void> process_proposer_lookahead(Replay<MinimalPreset>&);
template Expected<void> process_proposer_lookahead(Replay<GnosisPreset>&);

}  // namespace apsis
