// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/beacon_state.hpp"

#include "indexer/decode/preset.hpp"

namespace apsis {

void SeatedCommittee::set(SyncCommittee value) {
  committee = std::move(value);
  root = hash_tree_root(committee);
  validators.clear();
}

void PayloadHeader::set(const SszView& header) {
  serialized.assign(header.bytes().begin(), header.bytes().end());
  root = hash_tree_root(header);
  block_hash = header.field("block_hash").as_bytes<32>();
  is_default = apsis::is_default(header);
}

template <class P>
BeaconState BeaconState::make() {
  constexpr std::uint64_t registry = preset::validator_registry_limit;
  BeaconState state;
  state.block_roots = HashedColumn<Bytes32>(P::slots_per_historical_root);
  state.state_roots = HashedColumn<Bytes32>(P::slots_per_historical_root);
  state.historical_roots = HashedColumn<Bytes32>(preset::historical_roots_limit);
  state.eth1_data_votes =
      HashedList<Eth1Data>(P::epochs_per_eth1_voting_period * P::slots_per_epoch);
  state.balances = HashedColumn<std::uint64_t>(registry);
  state.randao_mixes = HashedColumn<Bytes32>(P::epochs_per_historical_vector);
  state.slashings = HashedColumn<std::uint64_t>(P::epochs_per_slashings_vector);
  state.previous_epoch_participation = HashedColumn<std::uint8_t>(registry);
  state.current_epoch_participation = HashedColumn<std::uint8_t>(registry);
  state.previous_epoch_attestations =
      HashedList<PendingAttestation>(preset::max_attestations * P::slots_per_epoch);
  state.current_epoch_attestations =
      HashedList<PendingAttestation>(preset::max_attestations * P::slots_per_epoch);
  state.inactivity_scores = HashedColumn<std::uint64_t>(registry);
  state.historical_summaries = HashedList<HistoricalSummary>(preset::historical_roots_limit);
  state.pending_deposits = HashedList<PendingDeposit>(preset::pending_deposits_limit);
  state.pending_partial_withdrawals =
      HashedList<PendingPartialWithdrawal>(P::pending_partial_withdrawals_limit);
  state.pending_consolidations = HashedList<PendingConsolidation>(P::pending_consolidations_limit);
  state.proposer_lookahead =
      HashedColumn<std::uint64_t>((preset::min_seed_lookahead + 1) * P::slots_per_epoch);
  return state;
}

template BeaconState BeaconState::make<MainnetPreset>();
template BeaconState BeaconState::make<MinimalPreset>();
template BeaconState BeaconState::make<GnosisPreset>();

}  // namespace apsis
