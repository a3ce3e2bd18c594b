// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/units.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/balances.hpp"
#include "indexer/replay/block_steps.hpp"
#include "indexer/replay/exits.hpp"

namespace apsis {
namespace {

constexpr std::uint64_t full_exit_request_amount = 0;

/// Whether a validator is active, stays, and its owner's address is `source`.
template <class P>
bool may_request(const Replay<P>& run, std::size_t validator, const Bytes20& source) {
  const Registry& registry = run.state.validators;
  return registry.withdrawal_address(validator) == source &&
         registry.is_active(validator, run.current_epoch()) &&
         registry.exit_epoch[validator] == far_future_epoch;
}

template <class P>
bool active_long_enough(const Replay<P>& run, std::size_t validator) {
  return run.current_epoch() >=
         run.state.validators.activation_epoch[validator] + run.config->shard_committee_period;
}

/// Queues a partial withdrawal of a compounding validator, as far as its balance allows.
template <class P>
Expected<void> queue_partial(Replay<P>& run, std::uint32_t validator, std::uint64_t amount_gwei,
                             std::uint64_t pending_gwei) {
  BeaconState& state = run.state;
  const std::uint64_t kept = preset::min_activation_balance_gwei + pending_gwei;
  if (!state.validators.has_compounding_credential(validator)) return {};
  if (state.validators.effective_balance_gwei[validator] < preset::min_activation_balance_gwei) {
    return {};
  }
  if (state.balances[validator] <= kept) return {};
  const std::uint64_t to_withdraw = std::min(state.balances[validator] - kept, amount_gwei);
  const auto exit_epoch = compute_exit_epoch_and_update_churn(run, to_withdraw);
  if (!exit_epoch) return std::unexpected(exit_epoch.error());
  state.pending_partial_withdrawals.push_back(
      {validator, to_withdraw, *exit_epoch + run.config->min_validator_withdrawability_delay});
  return {};
}

/// `is_valid_switch_to_compounding_request` but for the equal keys.
template <class P>
bool may_switch(const Replay<P>& run, std::optional<std::uint32_t> validator,
                const Bytes20& source) {
  return validator && run.state.validators.has_eth1_credential(*validator) &&
         may_request(run, *validator, source);
}

/// `switch_to_compounding_validator`.
template <class P>
void switch_to_compounding(Replay<P>& run, std::uint32_t validator) {
  run.state.validators.withdrawal_credentials[validator][0] = 2;
  run.state.validators.touch(validator);
  queue_excess_active_balance(run, validator);
}

}  // namespace

template <class P>
Expected<void> process_withdrawal_request(Replay<P>& run, const SszView& request) {
  BeaconState& state = run.state;
  const std::uint64_t amount = request.field("amount").as_u64();
  const bool full_exit = amount == full_exit_request_amount;
  if (!full_exit &&
      state.pending_partial_withdrawals.size() == P::pending_partial_withdrawals_limit) {
    return {};
  }
  const auto validator = state.validators.find(request.field("validator_pubkey").as_bytes<48>());
  if (!validator || !state.validators.has_execution_credential(*validator) ||
      !may_request(run, *validator, request.field("source_address").as_bytes<20>()) ||
      !active_long_enough(run, *validator)) {
    return {};
  }
  const std::uint64_t pending = get_pending_balance_to_withdraw(state, *validator);
  if (!full_exit) return queue_partial(run, *validator, amount, pending);
  if (pending != 0) return {};
  return initiate_validator_exit(run, *validator);
}

template <class P>
Expected<void> process_consolidation_request(Replay<P>& run, const SszView& request) {
  BeaconState& state = run.state;
  const Bytes20 address = request.field("source_address").as_bytes<20>();
  const Bytes48 source_key = request.field("source_pubkey").as_bytes<48>();
  const Bytes48 target_key = request.field("target_pubkey").as_bytes<48>();
  const auto source = state.validators.find(source_key);
  if (source_key == target_key) {
    if (may_switch(run, source, address)) switch_to_compounding(run, *source);
    return {};
  }
  if (state.pending_consolidations.size() == P::pending_consolidations_limit) return {};
  if (get_consolidation_churn_limit(run) <= preset::min_activation_balance_gwei) return {};
  const auto target = state.validators.find(target_key);
  if (!source || !target) return {};
  Registry& registry = state.validators;
  if (!registry.has_execution_credential(*source) || !may_request(run, *source, address)) return {};
  if (!registry.has_compounding_credential(*target) ||
      !registry.is_active(*target, run.current_epoch()) ||
      registry.exit_epoch[*target] != far_future_epoch) {
    return {};
  }
  if (!active_long_enough(run, *source)) return {};
  if (get_pending_balance_to_withdraw(state, *source) > 0) return {};
  const auto exit_epoch =
      compute_consolidation_epoch_and_update_churn(run, registry.effective_balance_gwei[*source]);
  if (!exit_epoch) return std::unexpected(exit_epoch.error());
  registry.exit_epoch[*source] = *exit_epoch;
  registry.withdrawable_epoch[*source] =
      registry.exit_epoch[*source] + run.config->min_validator_withdrawability_delay;
  registry.touch(*source);
  state.pending_consolidations.push_back({*source, *target});
  return {};
}

template Expected<void> process_withdrawal_request(Replay<MainnetPreset>&, const SszView&);
template Expected<void> process_withdrawal_request(Replay<MinimalPreset>&, const SszView&);
template Expected<void> process_withdrawal_request(Replay<GnosisPreset>&, const SszView&);
template Expected<void> process_consolidation_request(Replay<MainnetPreset>&, const SszView&);
template Expected<void> process_consolidation_request(Replay<MinimalPreset>&, const SszView&);
template Expected<void> process_consolidation_request(Replay<GnosisPreset>&, const SszView&);

}  // namespace apsis
