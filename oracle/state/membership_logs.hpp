// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/pg/connection.hpp"
#include "oracle/chain/chain_log.hpp"
#include "oracle/chain/execution_nodes.hpp"
#include "oracle/chain/network.hpp"
#include "oracle/state/membership.hpp"

namespace apsis {

/// Most blocks before a snapshot whose logs are read, a week of them: what began earlier begins
/// with the first snapshot.
inline constexpr std::uint64_t membership_log_blocks = 50'400;
/// Most snapshots whose logs are read in one go.
inline constexpr int membership_log_snapshots = 16;

/// What logs tell of the pools that a snapshot lists: MinipoolPrestaked names the key,
/// MegapoolValidatorEnqueued the number of a validator in its megapool. Logs of other contracts and
/// of validators that the snapshot does not know are left out. `decode` or `mismatch` for a pool's
/// log that is none.
Expected<std::vector<MembershipEvent>> membership_events(std::span<const ChainLog> logs,
                                                         const NetworkSnapshot& snapshot);

/// For each stored snapshot that stays (imported, or its block final) and has not had its turn:
/// reads the logs since the one before it, up to `final_block` at most, and moves beginnings of
/// memberships back to what they tell. Gives how many changed. Errors of the nodes and of the
/// database; what was read is entered, the rest has its turn the next time.
Expected<std::uint64_t> enter_membership_logs(ExecutionNodes& nodes, Connection& connection,
                                              const std::string& network,
                                              std::uint64_t final_block);

}  // namespace apsis
