// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/upgrade.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "core/units.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/balances.hpp"
#include "indexer/replay/epoch_steps.hpp"
#include "indexer/replay/exits.hpp"
#include "indexer/replay/payload_header.hpp"
#include "indexer/replay/phase0_votes.hpp"

namespace apsis {
namespace {

template <class P>
void set_header(Replay<P>& run, const Bytes& header) {
  const SszType& type = (*run.types)[run.state.fork]["ExecutionPayloadHeader"];
  CHECK(check_ssz(type, header).has_value());
  run.state.latest_execution_payload_header.set(SszView(type, header));
}

/// Puts the payload header into the layout of the state's (new) fork.
template <class P>
void rewrap_header(Replay<P>& run, Fork old_fork) {
  const SszType& new_type = (*run.types)[run.state.fork]["ExecutionPayloadHeader"];
  if (old_fork < Fork::bellatrix) {
    set_header(run, default_header(new_type));
    return;
  }
  const Bytes old = run.state.latest_execution_payload_header.serialized;
  const SszType& old_type = (*run.types)[old_fork]["ExecutionPayloadHeader"];
  set_header(run, upgrade_header(SszView(old_type, old), new_type));
}

/// Validators that are not active yet give their balance to the queue, oldest first.
template <class P>
void requeue_inactive(Replay<P>& run) {
  BeaconState& state = run.state;
  Registry& registry = state.validators;
  std::vector<std::uint32_t> waiting;
  for (std::size_t i = 0; i < registry.size(); ++i) {
    if (registry.activation_epoch[i] == far_future_epoch) {
      waiting.push_back(static_cast<std::uint32_t>(i));
    }
  }
  std::stable_sort(waiting.begin(), waiting.end(), [&](std::uint32_t a, std::uint32_t b) {
    return registry.activation_eligibility_epoch[a] < registry.activation_eligibility_epoch[b];
  });
  Bytes96 no_signature{};
  no_signature[0] = 0xc0;
  for (const std::uint32_t i : waiting) {
    const std::uint64_t balance = state.balances[i];
    decrease_balance(run, i, balance, Component::moved_to_queue);
    registry.effective_balance_gwei[i] = 0;
    registry.activation_eligibility_epoch[i] = far_future_epoch;
    registry.touch(i);
    state.pending_deposits.push_back(
        {registry.pubkey[i], registry.withdrawal_credentials[i], balance, no_signature, 0});
  }
}

/// Flags of the votes that the state kept, and one committee for both periods.
template <class P>
Expected<void> upgrade_to_altair(Replay<P>& run) {
  BeaconState& state = run.state;
  if (auto ok = translate_participation(run); !ok) return ok;
  state.previous_epoch_attestations.clear();
  state.current_epoch_attestations.clear();
  const auto committee = get_next_sync_committee<P>(state);
  if (!committee) return std::unexpected(committee.error());
  state.current_sync_committee.set(*committee);
  state.next_sync_committee.set(*committee);
  return {};
}

template <class P>
void upgrade_to_electra(Replay<P>& run) {
  BeaconState& state = run.state;
  const std::uint64_t now = run.current_epoch();
  state.deposit_requests_start_index = ~std::uint64_t{0};
  state.earliest_exit_epoch = compute_activation_exit_epoch(now);
  for (const std::uint64_t epoch : state.validators.exit_epoch) {
    if (epoch != far_future_epoch) {
      state.earliest_exit_epoch = std::max(state.earliest_exit_epoch, epoch);
    }
  }
  ++state.earliest_exit_epoch;
  state.earliest_consolidation_epoch = compute_activation_exit_epoch(now);
  state.exit_balance_to_consume_gwei = get_activation_exit_churn_limit(run);
  state.consolidation_balance_to_consume_gwei = get_consolidation_churn_limit(run);
  requeue_inactive(run);
  for (std::size_t i = 0; i < state.validators.size(); ++i) {
    if (state.validators.has_compounding_credential(i)) queue_excess_active_balance(run, i);
  }
}

template <class P>
Expected<void> upgrade_to_fulu(Replay<P>& run) {
  std::vector<std::uint64_t> lookahead;
  for (std::uint64_t i = 0; i <= preset::min_seed_lookahead; ++i) {
    const auto proposers = compute_proposers<P>(run.state, run.current_epoch() + i);
    if (!proposers) return std::unexpected(proposers.error());
    lookahead.insert(lookahead.end(), proposers->begin(), proposers->end());
  }
  run.state.proposer_lookahead.assign(std::move(lookahead));
  return {};
}

}  // namespace

template <class P>
Expected<void> upgrade_to_next_fork(Replay<P>& run) {
  BeaconState& state = run.state;
  const Fork old_fork = state.fork;
  state.fork = static_cast<Fork>(static_cast<std::uint8_t>(old_fork) + 1);
  state.fork_versions = {state.fork_versions.current_version,
                         run.config->forks[static_cast<std::size_t>(state.fork)].version,
                         run.current_epoch()};
  if (state.fork >= Fork::bellatrix) rewrap_header(run, old_fork);
  if (state.fork == Fork::electra) upgrade_to_electra(run);
  run.state_root.reset();
  if (state.fork == Fork::altair) return upgrade_to_altair(run);
  if (state.fork == Fork::fulu) return upgrade_to_fulu(run);
  return {};
}

template <class P>
Expected<void> upgrade_if_due(Replay<P>& run) {
  if (run.state.slot % P::slots_per_epoch != 0) return {};
  while (run.state.fork < run.config->fork_at(run.current_epoch())) {
    if (auto ok = upgrade_to_next_fork(run); !ok) return ok;
  }
  return {};
}

template Expected<void> upgrade_to_next_fork(Replay<MainnetPreset>&);
template Expected<void> upgrade_to_next_fork(Replay<MinimalPreset>&);
template Expected<void> upgrade_to_next_fork(Replay<GnosisPreset>&);
template Expected<void> upgrade_if_due(Replay<MainnetPreset>&);
template Expected<void> upgrade_if_due(Replay<MinimalPreset>&);
template Expected<void> upgrade_if_due(Replay<GnosisPreset>&);

}  // namespace apsis
