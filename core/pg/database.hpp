// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/error.hpp"
#include "core/pg/connection.hpp"
#include "core/pg/database_url.hpp"
#include "core/pg/embedded.hpp"
#include "core/pg/migrations.hpp"

namespace apsis {

/// An open database at the newest schema step: the session and, for `embedded:DIR`, the share in
/// the server. The session ends before the server is left.
struct Database {
  std::optional<EmbeddedServer> server;
  Connection connection;
};

/// Opens what `--db` names and applies missing schema steps. A private cluster is made if missing
/// only when `create` is set. Errors as of parse_database_target, EmbeddedServer::join,
/// Connection::open and apply_migrations.
Expected<Database> open_database(const std::string& target, std::span<const Migration> steps,
                                 bool create, const Notify& notify = {});

}  // namespace apsis
