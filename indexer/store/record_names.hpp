// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "indexer/rewards/epoch_record.hpp"

namespace apsis {

/// Names of enumerated values as they stand in the database.
constexpr std::string_view proof_mode_name(ProofMode mode) {
  constexpr std::string_view names[] = {"block", "epoch", "era"};
  return names[static_cast<std::size_t>(mode)];
}

/// See proof_mode_name.
constexpr std::string_view deposit_kind_name(DepositKind kind) {
  constexpr std::string_view names[] = {"eth1_bridge", "queue", "refused"};
  return names[static_cast<std::size_t>(kind)];
}

/// See proof_mode_name; also the names of the columns of `rewards --csv`.
constexpr std::string_view component_name(Component component) {
  constexpr std::string_view names[component_count] = {"source",         "target",
                                                       "head",           "inactivity",
                                                       "sync",           "proposer_attestations",
                                                       "proposer_sync",  "proposer_slashings",
                                                       "slashing",       "slashing_correlation",
                                                       "deposits",       "withdrawals",
                                                       "consolidations", "moved_to_queue"};
  return names[static_cast<std::size_t>(component)];
}

}  // namespace apsis
