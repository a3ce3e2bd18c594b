// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// What the snapshot file begins with.
inline constexpr std::string_view snapshot_format = "apsis-network-snapshot/1";

/// Names that the snapshot file has for values, in the order in which it lists flags.
template <class Value, std::size_t N>
using SnapshotNames = std::array<std::pair<std::string_view, Value>, N>;

inline constexpr SnapshotNames<ValidatorStatus, 9> validator_statuses = {{
    {"pending_initialized", ValidatorStatus::pending_initialized},
    {"pending_queued", ValidatorStatus::pending_queued},
    {"active_ongoing", ValidatorStatus::active_ongoing},
    {"active_exiting", ValidatorStatus::active_exiting},
    {"active_slashed", ValidatorStatus::active_slashed},
    {"exited_unslashed", ValidatorStatus::exited_unslashed},
    {"exited_slashed", ValidatorStatus::exited_slashed},
    {"withdrawal_possible", ValidatorStatus::withdrawal_possible},
    {"withdrawal_done", ValidatorStatus::withdrawal_done},
}};

inline constexpr SnapshotNames<MinipoolStatus, 5> minipool_statuses = {{
    {"initialized", MinipoolStatus::initialized},
    {"prelaunch", MinipoolStatus::prelaunch},
    {"staking", MinipoolStatus::staking},
    {"withdrawable", MinipoolStatus::withdrawable},
    {"dissolved", MinipoolStatus::dissolved},
}};

inline constexpr SnapshotNames<bool MegapoolValidator::*, 7> validator_flags = {{
    {"staked", &MegapoolValidator::staked},
    {"in_prestake", &MegapoolValidator::in_prestake},
    {"in_queue", &MegapoolValidator::in_queue},
    {"exiting", &MegapoolValidator::exiting},
    {"exited", &MegapoolValidator::exited},
    {"dissolved", &MegapoolValidator::dissolved},
    {"locked", &MegapoolValidator::locked},
}};

inline constexpr SnapshotNames<DepositType, 5> deposit_types = {{
    {"none", DepositType::none},
    {"full", DepositType::full},
    {"half", DepositType::half},
    {"empty", DepositType::empty},
    {"variable", DepositType::variable},
}};

/// The name of a value, which must be in the table.
template <class Value, std::size_t N>
constexpr std::string_view snapshot_name(const SnapshotNames<Value, N>& names, Value value) {
  for (const auto& [name, known] : names)
    if (known == value) return name;
  return {};
}

}  // namespace apsis
