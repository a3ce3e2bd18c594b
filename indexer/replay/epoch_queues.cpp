// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/units.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/balances.hpp"
#include "indexer/replay/bls.hpp"
#include "indexer/replay/epoch_steps.hpp"
#include "indexer/replay/exits.hpp"
#include "indexer/replay/refuse.hpp"

namespace apsis {
namespace {

template <class P>
void note_deposit(Replay<P>& run, const PendingDeposit& deposit,
                  std::optional<std::uint32_t> validator) {
  if (run.ledger == nullptr) return;
  run.ledger->now.deposits.push_back({run.state.slot, validator, deposit.pubkey,
                                      deposit.withdrawal_credentials, deposit.amount_gwei,
                                      validator ? DepositKind::queue : DepositKind::refused});
}

/// `apply_pending_deposit`.
template <class P>
Expected<void> apply_pending_deposit(Replay<P>& run, const PendingDeposit& deposit) {
  BeaconState& state = run.state;
  std::optional<std::uint32_t> validator = state.validators.find(deposit.pubkey);
  if (validator) {
    note_deposit(run, deposit, validator);
    return increase_balance(run, *validator, deposit.amount_gwei, Component::deposits);
  }
  if (is_valid_deposit_signature(deposit.pubkey, deposit.withdrawal_credentials,
                                 deposit.amount_gwei, deposit.signature,
                                 run.config->forks[0].version)) {
    validator = static_cast<std::uint32_t>(state.validators.size());
    if (auto ok = add_validator_to_registry(run, deposit.pubkey, deposit.withdrawal_credentials,
                                            deposit.amount_gwei);
        !ok) {
      return ok;
    }
  }
  note_deposit(run, deposit, validator);
  return {};
}

/// Deposit requests wait until the old bridge is drained (Electra; in Fulu by configuration).
template <class P>
bool waits_for_bridge(const Replay<P>& run, const PendingDeposit& deposit) {
  if (run.state.fork >= Fork::fulu && run.config->fulu_drops_eth1_bridge) return false;
  return deposit.slot > 0 && run.state.eth1_deposit_index < run.state.deposit_requests_start_index;
}

}  // namespace

template <class P>
Expected<void> process_pending_deposits(Replay<P>& run) {
  if (!run.params().balance_churn) return {};
  BeaconState& state = run.state;
  const std::uint64_t next_epoch = run.current_epoch() + 1;
  const std::uint64_t available =
      state.deposit_balance_to_consume_gwei + get_activation_exit_churn_limit(run);
  const std::uint64_t finalized_slot = state.finalized_checkpoint.epoch * P::slots_per_epoch;
  std::uint64_t processed_gwei = 0;
  std::size_t next = 0;
  bool churn_reached = false;
  std::vector<PendingDeposit> postponed;
  for (; next < std::min<std::size_t>(state.pending_deposits.size(),
                                      preset::max_pending_deposits_per_epoch);
       ++next) {
    const PendingDeposit deposit = state.pending_deposits[next];
    if (waits_for_bridge(run, deposit) || deposit.slot > finalized_slot) break;
    const auto validator = state.validators.find(deposit.pubkey);
    const bool exited = validator && state.validators.exit_epoch[*validator] < far_future_epoch;
    const bool withdrawn =
        validator && state.validators.withdrawable_epoch[*validator] < next_epoch;
    if (!withdrawn && exited) {
      postponed.push_back(deposit);
      continue;
    }
    if (!withdrawn) {
      churn_reached = deposit.amount_gwei > available - processed_gwei;
      if (churn_reached) break;
      processed_gwei += deposit.amount_gwei;
    }
    if (auto ok = apply_pending_deposit(run, deposit); !ok) return ok;
  }
  state.pending_deposits.erase_front(next);
  for (const PendingDeposit& deposit : postponed) state.pending_deposits.push_back(deposit);
  state.deposit_balance_to_consume_gwei = churn_reached ? available - processed_gwei : 0;
  return {};
}

template <class P>
Expected<void> process_pending_consolidations(Replay<P>& run) {
  if (!run.params().balance_churn) return {};
  BeaconState& state = run.state;
  const std::uint64_t next_epoch = run.current_epoch() + 1;
  std::size_t done = 0;
  for (const PendingConsolidation& pending : state.pending_consolidations.values()) {
    const std::size_t source = pending.source_index;
    if (source >= state.validators.size() || pending.target_index >= state.validators.size()) {
      return refuse("process_pending_consolidations", "a validator is not in the registry");
    }
    if (state.validators.slashed[source] == 0) {
      if (state.validators.withdrawable_epoch[source] > next_epoch) break;
      const std::uint64_t amount =
          std::min(state.balances[source], state.validators.effective_balance_gwei[source]);
      decrease_balance(run, source, amount, Component::consolidations);
      if (auto ok = increase_balance(run, pending.target_index, amount, Component::consolidations);
          !ok) {
        return ok;
      }
    }
    ++done;
  }
  state.pending_consolidations.erase_front(done);
  return {};
}

template Expected<void> process_pending_deposits(Replay<MainnetPreset>&);
template Expected<void> process_pending_deposits(Replay<MinimalPreset>&);
template Expected<void> process_pending_deposits(Replay<GnosisPreset>&);
template Expected<void> process_pending_consolidations(Replay<MainnetPreset>&);
template Expected<void> process_pending_consolidations(Replay<MinimalPreset>&);
template Expected<void> process_pending_consolidations(Replay<GnosisPreset>&);

}  // namespace apsis
