// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "core/error.hpp"
#include "core/pg/connection.hpp"
#include "oracle/state/network_snapshot.hpp"

namespace apsis {

/// Enters which validator belongs to which pool and node at the snapshot's slot (table
/// memberships), inside the transaction that is open. A range begins with the first snapshot that
/// lists it, so an older one moves the beginning back; it ends with the first snapshot that no
/// longer does and is newer than all that did. Errors: `unavailable`.
Expected<void> enter_memberships(Connection& connection, pqxx::work& work,
                                 const NetworkSnapshot& snapshot);

/// That a pool has had a validator since a time, as an event of the contracts tells it.
struct MembershipEvent {
  Bytes20 pool{};
  Bytes48 pubkey{};
  std::uint64_t slot = 0;
};

/// Moves the beginning of ranges back to what events tell; pools without a range are left out,
/// because an event does not name the node. Gives how many ranges changed.
Expected<std::uint64_t> enter_membership_events(Connection& connection, const std::string& network,
                                                std::span<const MembershipEvent> events);

}  // namespace apsis
