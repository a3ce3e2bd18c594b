// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/pg/embedded.hpp"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <optional>
#include <thread>

#include "core/pg/cluster_state.hpp"
#include "core/pg/connection.hpp"
#include "core/pg/server_process.hpp"
#include "tests/core/temporary_folder.hpp"

using namespace apsis;
namespace fs = std::filesystem;

namespace {

EmbeddedServer join(const fs::path& folder, const Notify& notify = {}) {
  Expected<EmbeddedServer> server = EmbeddedServer::join(folder, true, notify);
  REQUIRE_MESSAGE(server.has_value(), server.error().text());
  return std::move(*server);
}

/// A place with a cluster that was made once for all tests and copied, which is faster than initdb.
fs::path place_with_cluster(const TemporaryFolder& folder, const std::string& name = "db") {
  static const TemporaryFolder model;
  if (!fs::exists(model.path() / "db")) join(model.path() / "db");
  fs::create_directories(folder.path() / name);
  fs::copy(model.path() / "db" / "pgdata", folder.path() / name / "pgdata",
           fs::copy_options::recursive);
  return folder.path() / name;
}

bool answers(const EmbeddedServer& server) {
  return Connection::open(server.conninfo(), "server").has_value();
}

pid_t server_pid(const fs::path& folder) {
  std::ifstream file(folder / "pgdata" / "postmaster.pid");
  pid_t pid = 0;
  file >> pid;
  return pid;
}

Error join_error(const fs::path& folder, bool create = true) {
  Expected<EmbeddedServer> server = EmbeddedServer::join(folder, create, {});
  REQUIRE(!server.has_value());
  return server.error();
}

}  // namespace

TEST_CASE("a private cluster is made, joined by others, and stopped by the last who leaves") {
  const TemporaryFolder folder;
  const fs::path place = folder.path() / "db";
  std::string told;
  {
    const EmbeddedServer first = join(place, [&](const std::string& line) { told += line + "\n"; });
    CHECK(told.find("making a private PostgreSQL") != std::string::npos);
    const bool names_user = told.find("runs as user") != std::string::npos;
    CHECK(names_user == (::geteuid() == 0));
    CHECK(answers(first));
    struct stat status {};
    REQUIRE(::stat(first.socket_folder().c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0700);
    const pid_t pid = server_pid(place);
    {
      const EmbeddedServer second = join(place);
      CHECK(answers(second));
      CHECK(server_pid(place) == pid);
    }
    CHECK(answers(first));
  }
  CHECK(!cluster_has_processes(place / "pgdata"));
  CHECK(EmbeddedServer::join(place, false, {}).has_value());
}

TEST_CASE("the server stays while a session of another program is open") {
  const TemporaryFolder folder;
  const fs::path place = place_with_cluster(folder);
  std::optional<Connection> psql;
  {
    const EmbeddedServer server = join(place);
    auto opened = Connection::open(server.conninfo(), "psql");
    REQUIRE(opened.has_value());
    psql.emplace(std::move(*opened));
  }
  CHECK(cluster_has_processes(place / "pgdata"));
  psql.reset();
  { const EmbeddedServer last = join(place); }
  CHECK(!cluster_has_processes(place / "pgdata"));
}

TEST_CASE("a killed program, a killed server and a stale pid file are recovered from") {
  const TemporaryFolder folder;
  const fs::path place = place_with_cluster(folder);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto server = EmbeddedServer::join(place, true, {});
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
  const pid_t orphan = server_pid(place);
  CHECK(orphan > 0);
  {
    const EmbeddedServer server = join(place);
    CHECK(server_pid(place) == orphan);
    ::kill(orphan, SIGKILL);
    // The next program of this folder, while the first still believes in the server.
    const EmbeddedServer next = join(place);
    CHECK(answers(next));
    CHECK(server_pid(place) != orphan);
  }
  REQUIRE(!cluster_has_processes(place / "pgdata"));
  std::ofstream(place / "pgdata" / "postmaster.pid")
      << ::getpid() << "\n"
      << (place / "pgdata").string() << "\n1\n5432\n\n\n\n";
  CHECK(answers(join(place)));
}

TEST_CASE("what an interrupted initdb left is redone") {
  const TemporaryFolder folder;
  const fs::path place = folder.path() / "db";
  fs::create_directories(place / "pgdata.new" / "base");
  std::ofstream(place / "pgdata.new" / "PG_VERSION") << "15\n";
  CHECK(answers(join(place)));
  CHECK(!fs::exists(place / "pgdata.new"));
}

TEST_CASE("a folder with a long name or a blank gets its socket elsewhere, and keeps it") {
  const TemporaryFolder folder;
  const fs::path place = place_with_cluster(folder, "with a blank " + std::string(120, 'x'));
  fs::path socket;
  {
    const EmbeddedServer server = join(place);
    socket = server.socket_folder();
    CHECK(socket.string().size() < 60);
    CHECK(answers(server));
  }
  const EmbeddedServer again = join(place);
  CHECK(again.socket_folder() == socket);
  fs::remove_all(socket);
}

TEST_CASE("a folder that cannot be used is refused with the reason") {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "file") << "x";
  CHECK(join_error(folder.path() / "file").kind == ErrorKind::usage);
  CHECK(join_error(folder.path() / "file" / "db").kind == ErrorKind::unavailable);
  CHECK(join_error(folder.path() / "a'quote").kind == ErrorKind::usage);
  CHECK(join_error(folder.path()).text().find("no database") != std::string::npos);
  CHECK(join_error("/proc/apsis-db").kind == ErrorKind::unavailable);
  const Error missing = join_error(folder.path() / "nothing-here", false);
  CHECK(missing.kind == ErrorKind::usage);
  CHECK(!fs::exists(folder.path() / "nothing-here"));
}

TEST_CASE("a cluster of a server version that is not installed names the package") {
  const TemporaryFolder folder;
  fs::create_directories(folder.path() / "db" / "pgdata");
  std::ofstream(folder.path() / "db" / "pgdata" / "PG_VERSION") << "9\n";
  const Error error = join_error(folder.path() / "db");
  CHECK(error.kind == ErrorKind::unavailable);
  CHECK(error.text().find("postgresql-9") != std::string::npos);
}

TEST_CASE("a database that a killed program's session is still creating is waited for") {
  const TemporaryFolder folder;
  const fs::path place = place_with_cluster(folder);
  const EmbeddedServer keeper = join(place);
  const std::string conninfo = keeper.conninfo();
  const std::string postgres = conninfo.substr(0, conninfo.find("dbname=")) + "dbname=postgres";
  Expected<Connection> other = Connection::open(postgres, "the killed program's session");
  REQUIRE_MESSAGE(other.has_value(), other.error().text());
  // The creation takes tens of milliseconds; the delays spread the second one over all of it.
  constexpr int delays = 12;
  for (int delay = 0; delay < delays; ++delay) {
    pqxx::nontransaction(other->sql()).exec("DROP DATABASE apsis");
    std::string refused;
    std::thread creation([&] {
      try {
        pqxx::nontransaction(other->sql()).exec("CREATE DATABASE apsis");
      } catch (const pqxx::failure& failure) {
        refused = failure.what();
      }
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(delay * 4));
    Expected<EmbeddedServer> joined = EmbeddedServer::join(place, true, {});
    creation.join();
    CHECK_MESSAGE(joined.has_value(), (joined ? refused : joined.error().text()));
    CHECK(answers(keeper));
  }
}
