// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/pg/database.hpp"

#include <utility>

namespace apsis {

Expected<Database> open_database(const std::string& target, std::span<const Migration> steps,
                                 bool create, const Notify& notify) {
  Expected<DatabaseTarget> place = parse_database_target(target);
  if (!place) return std::unexpected(place.error());
  std::optional<EmbeddedServer> server;
  if (place->embedded) {
    Expected<EmbeddedServer> joined = EmbeddedServer::join(place->directory, create, notify);
    if (!joined) return std::unexpected(joined.error());
    place->conninfo = joined->conninfo();
    server.emplace(std::move(*joined));
  }
  Expected<Connection> connection =
      Connection::open(place->conninfo, place->shown, place->password);
  if (!connection) return std::unexpected(connection.error());
  if (const Expected<void> done = apply_migrations(*connection, steps); !done)
    return std::unexpected(done.error());
  return Database{std::move(server), std::move(*connection)};
}

}  // namespace apsis
