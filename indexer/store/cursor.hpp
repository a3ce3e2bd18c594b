// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/pg/connection.hpp"
#include "core/units.hpp"

namespace apsis {

/// How far the store is: the newest stored epoch and what proved it. Moves in the same transaction
/// as the epoch's rows.
struct Cursor {
  Epoch last_epoch;
  std::uint64_t proof_slot;
  Bytes32 proof_state_root;
  std::uint64_t anchor_slot;  ///< where the first replay of this database began
  Bytes32 anchor_root;
};

/// The cursor; nothing while no epoch is stored.
Expected<std::optional<Cursor>> read_cursor(Connection& connection);

/// Sets the cursor to the newest row of `epochs`, or removes it if there is none. Part of a
/// caller's transaction.
void move_cursor(pqxx::transaction_base& transaction);

}  // namespace apsis
