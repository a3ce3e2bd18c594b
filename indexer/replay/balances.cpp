// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/replay/balances.hpp"

#include <algorithm>

#include "indexer/decode/preset.hpp"
#include "indexer/replay/refuse.hpp"

namespace apsis {
namespace {

/// G2's point at infinity, compressed: stands for "no signature" in queued balances.
Bytes96 infinity_signature() {
  Bytes96 out{};
  out[0] = 0xc0;
  return out;
}

template <class P>
void book(Replay<P>& run, std::size_t validator, Component component, std::int64_t amount_gwei) {
  if (run.ledger == nullptr) return;
  run.ledger->now.bookings.push_back(
      {static_cast<std::uint32_t>(validator), component, amount_gwei});
}

}  // namespace

template <class P>
Expected<void> increase_balance(Replay<P>& run, std::size_t validator, std::uint64_t amount_gwei,
                                Component component) {
  const std::uint64_t balance = run.state.balances[validator];
  if (balance > max_balance_gwei || amount_gwei > max_balance_gwei - balance) {
    return refuse("increase_balance", "the balance of validator " + std::to_string(validator) +
                                          " grows beyond 2^63 gwei");
  }
  run.state.balances.set(validator, balance + amount_gwei);
  book(run, validator, component, static_cast<std::int64_t>(amount_gwei));
  return {};
}

template <class P>
void decrease_balance(Replay<P>& run, std::size_t validator, std::uint64_t amount_gwei,
                      Component component) {
  const std::uint64_t balance = run.state.balances[validator];
  const std::uint64_t taken = std::min(balance, amount_gwei);
  run.state.balances.set(validator, balance - taken);
  book(run, validator, component, -static_cast<std::int64_t>(amount_gwei));
  if (run.ledger != nullptr && taken < amount_gwei) {
    run.ledger->now.saturations.push_back(
        {static_cast<std::uint32_t>(validator), component, amount_gwei - taken});
  }
}

template <class P>
std::uint64_t get_max_effective_balance(const Replay<P>& run, const Bytes32& credentials) {
  const bool compounding = run.params().balance_churn && credentials[0] == 2;
  return compounding ? preset::max_effective_balance_electra_gwei
                     : preset::min_activation_balance_gwei;
}

template <class P>
Expected<void> add_validator_to_registry(Replay<P>& run, const Bytes48& pubkey,
                                         const Bytes32& credentials, std::uint64_t amount_gwei) {
  if (amount_gwei > max_balance_gwei) {
    return refuse("add_validator_to_registry", "a deposit of more than 2^63 gwei");
  }
  BeaconState& state = run.state;
  const std::uint64_t whole = amount_gwei - amount_gwei % preset::effective_balance_increment_gwei;
  state.validators.append(pubkey, credentials,
                          std::min(whole, get_max_effective_balance(run, credentials)));
  state.balances.push_back(amount_gwei);
  state.previous_epoch_participation.push_back(0);
  state.current_epoch_participation.push_back(0);
  state.inactivity_scores.push_back(0);
  book(run, state.validators.size() - 1, Component::deposits,
       static_cast<std::int64_t>(amount_gwei));
  return {};
}

template <class P>
void queue_excess_active_balance(Replay<P>& run, std::size_t validator) {
  BeaconState& state = run.state;
  const std::uint64_t balance = state.balances[validator];
  if (balance <= preset::min_activation_balance_gwei) return;
  const std::uint64_t excess = balance - preset::min_activation_balance_gwei;
  decrease_balance(run, validator, excess, Component::moved_to_queue);
  state.pending_deposits.push_back({state.validators.pubkey[validator],
                                    state.validators.withdrawal_credentials[validator], excess,
                                    infinity_signature(), 0});
}

template Expected<void> increase_balance(Replay<MainnetPreset>&, std::size_t, std::uint64_t,
                                         Component);
template Expected<void> increase_balance(Replay<MinimalPreset>&, std::size_t, std::uint64_t,
                                         Component);
template Expected<void> increase_balance(Replay<GnosisPreset>&, std::size_t, std::uint64_t,
                                         Component);
template void decrease_balance(Replay<MainnetPreset>&, std::size_t, std::uint64_t, Component);
template void decrease_balance(Replay<MinimalPreset>&, std::size_t, std::uint64_t, Component);
template void decrease_balance(Replay<GnosisPreset>&, std::size_t, std::uint64_t, Component);
template Expected<void> add_validator_to_registry(Replay<MainnetPreset>&, const Bytes48&,
                                                  const Bytes32&, std::uint64_t);
template Expected<void> add_validator_to_registry(Replay<MinimalPreset>&, const Bytes48&,
                                                  const Bytes32&, std::uint64_t);
template Expected<void> add_validator_to_registry(Replay<GnosisPreset>&, const Bytes48&,
                                                  const Bytes32&, std::uint64_t);
template std::uint64_t get_max_effective_balance(const Replay<MainnetPreset>&, const Bytes32&);
template std::uint64_t get_max_effective_balance(const Replay<MinimalPreset>&, const Bytes32&);
template std::uint64_t get_max_effective_balance(const Replay<GnosisPreset>&, const Bytes32&);
template void queue_excess_active_balance(Replay<MainnetPreset>&, std::size_t);
template void queue_excess_active_balance(Replay<MinimalPreset>&, std::size_t);
template void queue_excess_active_balance(Replay<GnosisPreset>&, std::size_t);

}  // namespace apsis
