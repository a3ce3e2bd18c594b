// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/core/pg/test_server.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "core/pg/connection.hpp"
#include "core/pg/embedded.hpp"
#include "tests/core/temporary_folder.hpp"

namespace apsis {
namespace {

EmbeddedServer started_server(const std::filesystem::path& folder) {
  Expected<EmbeddedServer> joined = EmbeddedServer::join(folder, true, {});
  REQUIRE_MESSAGE(joined.has_value(), joined.error().text());
  // Nothing here has to outlive a power cut, and a busy disk makes syncing slow.
  Expected<Connection> connection = Connection::open(joined->conninfo(), "test server");
  REQUIRE(connection.has_value());
  pqxx::nontransaction query(connection->sql());
  query.exec("ALTER SYSTEM SET fsync = off");
  query.exec("SELECT pg_reload_conf()");
  return std::move(*joined);
}

/// Members in this order: the server is left before its folder goes. It is started within the
/// construction, so that libpqxx's own statics, which leaving it needs, are made before this one
/// and destroyed after it.
struct SharedServer {
  TemporaryFolder folder;
  EmbeddedServer server = started_server(folder.path() / "db");
  int databases = 0;
};

SharedServer& shared_server() {
  static SharedServer shared;
  return shared;
}

}  // namespace

std::string new_test_database() {
  SharedServer& shared = shared_server();
  const std::string name = "test" + std::to_string(++shared.databases);
  Expected<Connection> connection = Connection::open(shared.server.conninfo(), "test server");
  REQUIRE(connection.has_value());
  pqxx::nontransaction(connection->sql()).exec("CREATE DATABASE " + name);
  return "host=" + shared.server.socket_folder().string() + " user=apsis dbname=" + name;
}

}  // namespace apsis
