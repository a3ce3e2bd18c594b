// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/pg/embedded.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>

#include "core/pg/cluster_settings.hpp"
#include "core/pg/cluster_state.hpp"
#include "core/pg/connection.hpp"
#include "core/pg/server_process.hpp"
#include "core/pg/socket_folder.hpp"

namespace apsis {
namespace {

namespace fs = std::filesystem;

/// Another program may be making or recovering the cluster.
constexpr int start_lock_seconds = 180;
/// Crash recovery replays at most about 1 GB of log.
constexpr int start_seconds = 120;
constexpr int stop_seconds = 60;
constexpr int start_attempts = 8;
constexpr int database_attempts = 100;
constexpr auto database_attempt_interval = std::chrono::milliseconds(100);
constexpr int leave_polls = 20;
constexpr auto leave_poll_interval = std::chrono::milliseconds(50);
constexpr const char* other_sessions_sql =
    "SELECT 1 FROM pg_stat_activity WHERE backend_type = 'client backend' "
    "AND pid <> pg_backend_pid()";
constexpr std::string_view unusable_characters = "\"'`$\\\n";

void tell(const Notify& notify, const std::string& line) {
  if (notify) notify(line);
}

constexpr std::string_view own_entries[] = {"pgdata",        "pgdata.new",  "socket",
                                            "socket-folder", "start.lock",  "users.lock",
                                            "server.log",    "server.log.1"};

/// A folder with other people's files is never given to the server's user.
bool holds_foreign_files(const fs::path& directory) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error))
    if (std::ranges::find(own_entries, entry.path().filename().string()) == std::end(own_entries))
      return true;
  return false;
}

/// The log is small: it is put aside when it grows.
std::string read_text(const fs::path& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

/// The folder, absolute, if a cluster may be or is in it. Makes nothing.
Expected<fs::path> named_directory(const fs::path& given) {
  std::error_code error;
  const fs::path directory = fs::weakly_canonical(fs::absolute(given), error);
  const std::string place = "embedded:" + given.string();
  if (error)
    return fail(ErrorKind::unavailable, "cannot use the folder: " + error.message(), place);
  if (directory.string().find_first_of(unusable_characters) != std::string::npos)
    return fail(ErrorKind::usage, "the folder's path holds a quote, '$' or a backslash", place,
                "Choose another folder");
  if (fs::exists(directory, error) && !fs::is_directory(directory, error))
    return fail(ErrorKind::usage, "this is a file, not a folder", place, "Choose another folder");
  if (holds_foreign_files(directory))
    return fail(ErrorKind::usage, "the folder holds files that are no database", place,
                "Choose a new folder");
  return directory;
}

Expected<fs::path> usable_directory(const fs::path& given, bool create) {
  Expected<fs::path> directory = named_directory(given);
  if (!directory) return directory;
  const std::string place = "embedded:" + given.string();
  if (!create) {
    const Expected<bool> made = EmbeddedServer::is_made(given);
    if (!made) return std::unexpected(made.error());
    if (!*made)
      return fail(ErrorKind::usage, "there is no database in this folder", place,
                  "Run `apsis-indexer backfill` first, or give the --db it was made with");
  }
  std::error_code error;
  if (fs::create_directories(*directory, error); error)
    return fail(ErrorKind::unavailable, "cannot make the folder: " + error.message(), place,
                "Check permissions and free space");
  return directory;
}

/// The session of a program that was killed goes on creating the database until it has ended. What
/// a second CREATE DATABASE is told then: it exists, its name is taken, or template1 is in use.
bool another_creates(const std::string& sqlstate) {
  return sqlstate == "42P04" || sqlstate == "23505" || sqlstate == "55006";
}

/// The user for the server, able to reach the folder.
Expected<ServerUser> usable_user(const fs::path& directory) {
  Expected<ServerUser> user = choose_server_user(directory / "pgdata");
  if (!user) return user;
  if (const Expected<void> given = give_folder(*user, directory); !given)
    return std::unexpected(given.error());
  if (can_use_folder(*user, directory)) return user;
  user->passes_closed_folders = user->other;
  if (user->other && can_use_folder(*user, directory)) return user;
  return fail(ErrorKind::unavailable, "user " + user->name + " cannot write in this folder",
              "embedded:" + directory.string(),
              "Choose a folder that is theirs, or correct its permissions and those above it");
}

}  // namespace

Expected<bool> EmbeddedServer::is_made(const fs::path& given) {
  const Expected<fs::path> directory = named_directory(given);
  if (!directory) return std::unexpected(directory.error());
  if (cluster_version(*directory / "pgdata") != 0) return true;
  std::error_code error;
  if (fs::exists(*directory / "pgdata", error) || error)
    return fail(ErrorKind::unavailable, "the cluster cannot be read", "embedded:" + given.string(),
                "Run as the user who made it");
  return false;
}

Expected<EmbeddedServer> EmbeddedServer::join(const fs::path& given, bool create,
                                              const Notify& notify) {
  const Expected<fs::path> directory = usable_directory(given, create);
  if (!directory) return std::unexpected(directory.error());
  const Expected<ServerUser> user = usable_user(*directory);
  if (!user) return std::unexpected(user.error());
  Expected<FileLock> starting = FileLock::open(*directory / "start.lock");
  if (!starting) return std::unexpected(starting.error());
  Expected<FileLock> users = FileLock::open(*directory / "users.lock");
  if (!users) return std::unexpected(users.error());

  EmbeddedServer server(*directory, *user, std::move(*starting), std::move(*users));
  if (const auto locked = server.starting_.lock_alone(start_lock_seconds); !locked)
    return std::unexpected(locked.error());
  const Expected<ServerPrograms> programs =
      choose_server_programs(cluster_version(server.cluster()));
  if (!programs) return std::unexpected(programs.error());
  server.programs_ = *programs;
  Expected<void> done;
  if (cluster_version(server.cluster()) == 0) done = server.make_cluster(notify);
  if (done) done = server.bring_up(notify);
  if (done) done = server.make_database();
  if (!done) return std::unexpected(within("embedded:" + given.string(), done.error()));
  server.users_.try_join();
  server.joined_ = true;
  server.starting_.unlock();
  return server;
}

Expected<void> EmbeddedServer::make_cluster(const Notify& notify) {
  // Made beside its place and renamed when it is whole: what an interrupted run left is redone. An
  // initdb that outlives a killed program holds the lock until it has ended.
  const fs::path unfinished = directory_ / "pgdata.new";
  std::error_code error;
  if (fs::exists(cluster(), error))
    return fail(ErrorKind::unavailable, "pgdata is there but is no cluster", cluster().string(),
                "Move it away and start again");
  fs::remove_all(unfinished, error);
  tell(notify, "making a private PostgreSQL " + std::to_string(programs_.major_version) +
                   " cluster in " + directory_.string() +
                   (user_.other ? ", which runs as user " + user_.name + " (not as root)" : ""));
  const ProgramResult made =
      run_program({(programs_.folder / "initdb").string(), "-D", unfinished.string(), "-U", "apsis",
                   "--auth=trust", "--encoding=UTF8", "--locale=C", "--data-checksums"},
                  user_, starting_.descriptor());
  if (made.exit_status != 0)
    return fail(ErrorKind::unavailable, "initdb failed: " + tail_of(made.output),
                directory_.string(), "Check permissions and free space");
  std::ofstream settings(unfinished / "postgresql.conf", std::ios::app);
  settings << cluster_settings;
  settings.close();
  if (settings.fail() || std::rename(unfinished.c_str(), cluster().c_str()) != 0)
    return fail(ErrorKind::unavailable, std::string("cannot finish: ") + std::strerror(errno),
                cluster().string(), "Check permissions and free space");
  return {};
}

Expected<void> EmbeddedServer::bring_up(const Notify& notify) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(start_seconds);
  socket_folder_ = known_socket_folder(directory_, user_);
  ServerState state = ask_server(socket_folder_);
  while (state == ServerState::busy && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    state = ask_server(socket_folder_);
  }
  if (state == ServerState::accepting) return {};
  return start(notify);
}

Expected<void> EmbeddedServer::start(const Notify& notify) {
  const fs::path pid_file = cluster() / "postmaster.pid";
  const std::string control = (programs_.folder / "pg_ctl").string();
  std::error_code error;
  if (fs::exists(pid_file, error) && cluster_has_processes(cluster()) && users_.try_alone()) {
    // A server that nobody can reach (its socket is gone) or that lost its main process.
    run_program({control, "stop", "-D", cluster().string(), "-m", "fast", "-w", "-t",
                 std::to_string(stop_seconds)},
                user_);
    users_.unlock();
  }
  const Expected<fs::path> folder = make_socket_folder(directory_, user_);
  if (!folder) return std::unexpected(folder.error());
  socket_folder_ = *folder;
  const fs::path log = directory_ / "server.log";
  if (fs::file_size(log, error) > log_limit_bytes && !error)
    fs::rename(log, directory_ / "server.log.1", error);
  if (user_.other) tell(notify, "the database server runs as user " + user_.name);
  ProgramResult started;
  for (int attempt = 0; attempt < start_attempts; ++attempt) {
    const bool crowded = cluster_has_processes(cluster());
    // Left by a kill -9 or a reboot; its number may belong to an unrelated process or to a dead
    // one that nobody has waited for, and PostgreSQL would take either for a server.
    if (!crowded) {
      fs::remove(pid_file, error);
      fs::remove(socket_folder_ / ".s.PGSQL.5432.lock", error);
    }
    started =
        run_program({control, "start", "-D", cluster().string(), "-l", log.string(), "-s", "-w",
                     "-t", std::to_string(start_seconds), "-o", "-k " + socket_folder_.string()},
                    user_);
    // A program that was killed may have started the server just now.
    if (started.exit_status == 0 || ask_server(socket_folder_) == ServerState::accepting) return {};
    // Sessions of a main process that was killed need a moment to notice and leave.
    if (!crowded) break;
    std::this_thread::sleep_for(std::chrono::seconds(1));
  }
  return fail(ErrorKind::unavailable,
              "the server does not start: " + tail_of(started.output + read_text(log)),
              log.string(), "Read the end of that file; check permissions and free space");
}

Expected<void> EmbeddedServer::make_database() {
  Expected<Connection> connection = Connection::open(socket_conninfo(socket_folder_, "postgres"),
                                                     "embedded:" + directory_.string());
  if (!connection) return std::unexpected(connection.error());
  return connection->guarded([&]() -> Expected<void> {
    pqxx::nontransaction query(connection->sql());
    for (int attempt = 1;; ++attempt) {
      if (!query.exec("SELECT 1 FROM pg_database WHERE datname = 'apsis'").empty()) return {};
      try {
        query.exec("CREATE DATABASE apsis");
        return {};
      } catch (const pqxx::sql_error& refusal) {
        if (!another_creates(refusal.sqlstate()) || attempt == database_attempts) throw;
      }
      std::this_thread::sleep_for(database_attempt_interval);
    }
  });
}

std::string EmbeddedServer::conninfo() const {
  return socket_conninfo(socket_folder_, "apsis");
}

bool EmbeddedServer::others_connected() const {
  Expected<Connection> connection = Connection::open(conninfo(), {});
  if (!connection) return false;
  const Expected<bool> others = connection->guarded([&]() -> Expected<bool> {
    pqxx::nontransaction query(connection->sql());
    // A session that was closed just now is listed until its process has ended.
    for (int poll = 0; poll < leave_polls; ++poll) {
      if (query.exec(other_sessions_sql).empty()) return false;
      std::this_thread::sleep_for(leave_poll_interval);
    }
    return true;
  });
  return others.value_or(false);
}

EmbeddedServer::~EmbeddedServer() {
  if (!joined_ || !starting_.is_open()) return;
  if (!starting_.lock_alone(start_lock_seconds)) return;
  if (users_.try_alone() && !others_connected())
    run_program({(programs_.folder / "pg_ctl").string(), "stop", "-D", cluster().string(), "-m",
                 "fast", "-s", "-w", "-t", std::to_string(stop_seconds)},
                user_);
}

}  // namespace apsis
