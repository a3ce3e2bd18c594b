// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "indexer/replay/replay.hpp"

namespace apsis {

/// `compute_activation_exit_epoch`.
std::uint64_t compute_activation_exit_epoch(std::uint64_t epoch);

/// `get_validator_churn_limit`, validators an epoch (up to Deneb).
template <class P>
std::uint64_t get_validator_churn_limit(const Replay<P>& run);

/// `get_activation_exit_churn_limit`, gwei an epoch (Electra).
template <class P>
std::uint64_t get_activation_exit_churn_limit(const Replay<P>& run);

/// `get_consolidation_churn_limit`, gwei an epoch (Electra).
template <class P>
std::uint64_t get_consolidation_churn_limit(const Replay<P>& run);

/// `compute_exit_epoch_and_update_churn` (Electra); an error if the epoch does not fit in 64 bits,
/// as everywhere below.
template <class P>
Expected<std::uint64_t> compute_exit_epoch_and_update_churn(Replay<P>& run,
                                                            std::uint64_t exit_balance_gwei);

/// `compute_consolidation_epoch_and_update_churn` (Electra).
template <class P>
Expected<std::uint64_t> compute_consolidation_epoch_and_update_churn(Replay<P>& run,
                                                                     std::uint64_t balance_gwei);

/// `initiate_validator_exit`.
template <class P>
Expected<void> initiate_validator_exit(Replay<P>& run, std::size_t validator);

/// `slash_validator`, with the proposer as whistleblower.
template <class P>
Expected<void> slash_validator(Replay<P>& run, std::size_t validator);

/// `get_pending_balance_to_withdraw`, gwei (Electra).
std::uint64_t get_pending_balance_to_withdraw(const BeaconState& state, std::size_t validator);

}  // namespace apsis
