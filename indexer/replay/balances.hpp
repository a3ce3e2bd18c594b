// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "indexer/replay/replay.hpp"

namespace apsis {

/// Balances stay within the positive half of 64 bits, so that sums of bookings are plain signed
/// numbers: some nine billion ETH.
inline constexpr std::uint64_t max_balance_gwei = ~std::uint64_t{0} >> 1;

/// `increase_balance`, booked under `component`. A balance beyond `max_balance_gwei` is an error.
template <class P>
Expected<void> increase_balance(Replay<P>& run, std::size_t validator, std::uint64_t amount_gwei,
                                Component component);

/// `decrease_balance` (stops at 0), booked under `component` with what was not taken.
template <class P>
void decrease_balance(Replay<P>& run, std::size_t validator, std::uint64_t amount_gwei,
                      Component component);

/// Appends a validator with this balance (`add_validator_to_registry`), booked as a deposit. A
/// balance beyond `max_balance_gwei` is an error.
template <class P>
Expected<void> add_validator_to_registry(Replay<P>& run, const Bytes48& pubkey,
                                         const Bytes32& credentials, std::uint64_t amount_gwei);

/// `get_max_effective_balance`, by the rules of the state's fork.
template <class P>
std::uint64_t get_max_effective_balance(const Replay<P>& run, const Bytes32& credentials);

/// `queue_excess_active_balance`.
template <class P>
void queue_excess_active_balance(Replay<P>& run, std::size_t validator);

}  // namespace apsis
