// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "core/error.hpp"
#include "core/pg/connection.hpp"

namespace apsis {

/// One numbered step of the schema; never changed once it was released.
struct Migration {
  int number;             ///< rising; numbers may be left out
  std::string_view name;  ///< file name, for people
  std::string_view sql;   ///< statements, run in one transaction
};

/// Brings the database to the newest step: each missing step in its own transaction, under an
/// advisory lock that lets one program do it at a time. Number, name and SHA-256 of each step are
/// kept in `schema_migrations`. Errors: usage when the database is newer than `steps` or a
/// step that was applied has another checksum now; unavailable when the server fails.
Expected<void> apply_migrations(Connection& connection, std::span<const Migration> steps);

}  // namespace apsis
