// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/units.hpp"
#include "indexer/decode/preset.hpp"
#include "indexer/replay/balances.hpp"
#include "indexer/replay/block_steps.hpp"
#include "indexer/replay/refuse.hpp"

namespace apsis {
namespace {

/// `get_balance_after_withdrawals`.
std::uint64_t balance_after(const BeaconState& state, const std::vector<Withdrawal>& withdrawals,
                            std::uint64_t validator) {
  std::uint64_t balance = state.balances[validator];
  for (const Withdrawal& withdrawal : withdrawals) {
    if (withdrawal.validator_index == validator) balance -= withdrawal.amount_gwei;
  }
  return balance;
}

void add(const BeaconState& state, ExpectedWithdrawals& out, std::uint64_t validator,
         std::uint64_t amount_gwei) {
  out.withdrawals.push_back({state.next_withdrawal_index + out.withdrawals.size(), validator,
                             state.validators.withdrawal_address(validator), amount_gwei});
}

/// `get_pending_partial_withdrawals` (Electra).
template <class P>
Expected<void> take_pending_partials(const Replay<P>& run, ExpectedWithdrawals& out) {
  const BeaconState& state = run.state;
  constexpr std::size_t limit =
      std::min(P::max_pending_partials_per_withdrawals_sweep, P::max_withdrawals_per_payload - 1);
  for (const PendingPartialWithdrawal& pending : state.pending_partial_withdrawals.values()) {
    if (pending.withdrawable_epoch > run.current_epoch() || out.withdrawals.size() >= limit) break;
    const std::uint64_t validator = pending.validator_index;
    if (validator >= state.validators.size()) {
      return refuse("get_pending_partial_withdrawals", "a validator is not in the registry");
    }
    const std::uint64_t balance = balance_after(state, out.withdrawals, validator);
    const bool eligible =
        state.validators.exit_epoch[validator] == far_future_epoch &&
        state.validators.effective_balance_gwei[validator] >= preset::min_activation_balance_gwei &&
        balance > preset::min_activation_balance_gwei;
    if (eligible) {
      add(state, out, validator,
          std::min(balance - preset::min_activation_balance_gwei, pending.amount_gwei));
    }
    ++out.partials_done;
  }
  return {};
}

/// `get_validators_sweep_withdrawals`.
template <class P>
void sweep_validators(const Replay<P>& run, ExpectedWithdrawals& out) {
  const BeaconState& state = run.state;
  const Registry& registry = state.validators;
  const std::uint64_t bound =
      std::min<std::uint64_t>(registry.size(), P::max_validators_per_withdrawals_sweep);
  std::uint64_t validator = state.next_withdrawal_validator_index;
  for (std::uint64_t i = 0; i < bound; ++i, validator = (validator + 1) % registry.size()) {
    if (out.withdrawals.size() >= P::max_withdrawals_per_payload) break;
    const bool withdrawable = run.params().balance_churn
                                  ? registry.has_execution_credential(validator)
                                  : registry.has_eth1_credential(validator);
    if (!withdrawable) continue;
    const std::uint64_t balance = balance_after(state, out.withdrawals, validator);
    const std::uint64_t most =
        get_max_effective_balance(run, registry.withdrawal_credentials[validator]);
    if (registry.withdrawable_epoch[validator] <= run.current_epoch() && balance > 0) {
      add(state, out, validator, balance);
    } else if (registry.effective_balance_gwei[validator] == most && balance > most) {
      add(state, out, validator, balance - most);
    }
  }
}

template <class P>
Expected<void> compare(const ExpectedWithdrawals& expected, const SszView& payload) {
  constexpr const char* here = "process_withdrawals";
  const SszView given = payload.field("withdrawals");
  if (given.size() != expected.withdrawals.size()) {
    return refuse(here, "the payload holds " + std::to_string(given.size()) +
                            " withdrawals instead of " +
                            std::to_string(expected.withdrawals.size()));
  }
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (read_withdrawal(given[i]) != expected.withdrawals[i]) {
      return refuse(here, "withdrawal " + std::to_string(i) +
                              " of the payload is not the expected one, of validator " +
                              std::to_string(expected.withdrawals[i].validator_index));
    }
  }
  return {};
}

}  // namespace

template <class P>
Expected<ExpectedWithdrawals> get_expected_withdrawals(const Replay<P>& run) {
  if (run.state.next_withdrawal_validator_index >= run.state.validators.size()) {
    return refuse("process_withdrawals", "the sweep stands outside the registry");
  }
  ExpectedWithdrawals out;
  if (run.params().balance_churn) {
    if (auto ok = take_pending_partials(run, out); !ok) return std::unexpected(ok.error());
  }
  sweep_validators(run, out);
  return out;
}

template <class P>
Expected<void> process_withdrawals(Replay<P>& run, const SszView& payload) {
  BeaconState& state = run.state;
  const auto found = get_expected_withdrawals(run);
  if (!found) return std::unexpected(found.error());
  const ExpectedWithdrawals& expected = *found;
  if (auto ok = compare<P>(expected, payload); !ok) return ok;

  for (const Withdrawal& withdrawal : expected.withdrawals) {
    decrease_balance(run, withdrawal.validator_index, withdrawal.amount_gwei,
                     Component::withdrawals);
    if (run.ledger != nullptr) {
      run.ledger->now.withdrawals.push_back({state.slot, withdrawal.index,
                                             static_cast<std::uint32_t>(withdrawal.validator_index),
                                             withdrawal.address, withdrawal.amount_gwei});
    }
  }
  state.next_withdrawal_index += expected.withdrawals.size();
  state.pending_partial_withdrawals.erase_front(expected.partials_done);
  const std::uint64_t count = state.validators.size();
  state.next_withdrawal_validator_index =
      expected.withdrawals.size() == P::max_withdrawals_per_payload
          ? (expected.withdrawals.back().validator_index + 1) % count
          : (state.next_withdrawal_validator_index + P::max_validators_per_withdrawals_sweep) %
                count;
  return {};
}

template Expected<ExpectedWithdrawals> get_expected_withdrawals(const Replay<MainnetPreset>&);
template Expected<ExpectedWithdrawals> get_expected_withdrawals(const Replay<MinimalPreset>&);
template Expected<void> process_withdrawals(Replay<MainnetPreset>&, const SszView&);
template Expected<void> process_withdrawals(Replay<MinimalPreset>&, const SszView&);
template Expected<void> process_withdrawals(Replay<GnosisPreset>&, const SszView&);

}  // namespace apsis
