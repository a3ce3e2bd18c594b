// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "indexer/decode/chain_config.hpp"
#include "indexer/decode/ssz_view.hpp"

namespace apsis {

/// The active validators of a state.
struct ActiveSet {
  std::uint64_t validators = 0;
  std::uint64_t balance_gwei =
      0;  ///< effective, at least one increment (`get_total_active_balance`)
};

/// Counts the validators that are active in `epoch`.
ActiveSet active_set_of(const SszView& state, std::uint64_t epoch);

/// How many epochs a state may be old and still be safe to start from
/// (`compute_weak_subjectivity_period`): by validators up to Deneb, by balance from Electra on.
std::uint64_t weak_subjectivity_epochs(const ActiveSet& active, const ChainConfig& config,
                                       Fork fork, std::uint64_t slots_per_epoch);

}  // namespace apsis
