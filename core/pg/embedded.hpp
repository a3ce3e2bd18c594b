// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "core/error.hpp"
#include "core/pg/file_lock.hpp"
#include "core/pg/server_programs.hpp"
#include "core/pg/server_user.hpp"

namespace apsis {

/// Takes one line of news for the operator (a server is being made, started, stopped).
using Notify = std::function<void(const std::string&)>;

/// A private PostgreSQL cluster in a folder, reachable by a Unix socket alone. Every program that
/// uses the folder holds a share of `DIR/users.lock` while it runs; whoever leaves last stops the
/// server. After a kill -9 the server may stay up: the next program joins it, and stops it when it
/// leaves.
class EmbeddedServer {
 public:
  /// Joins the running server, or starts it, or makes it first when `create` is set. Errors: usage
  /// (DIR is a file, cannot be named in server settings, or holds no cluster and `create` is not
  /// set); unavailable (no server programs, no rights, no space, server does not start).
  static Expected<EmbeddedServer> join(const std::filesystem::path& directory, bool create,
                                       const Notify& notify);
  /// Whether a cluster was made in the folder. Makes and starts nothing. Errors: usage (DIR is a
  /// file or cannot be a cluster's folder); unavailable (its cluster cannot be read).
  static Expected<bool> is_made(const std::filesystem::path& directory);
  EmbeddedServer(EmbeddedServer&&) noexcept = default;
  EmbeddedServer& operator=(EmbeddedServer&&) = delete;
  /// Stops the server if no other program and no psql uses it. Asks the server for that: no object
  /// of static duration may hold one that is made before the first query of the process.
  ~EmbeddedServer();

  /// What libpq connects with.
  std::string conninfo() const;
  /// Folder of the socket, for `psql -h`.
  const std::filesystem::path& socket_folder() const { return socket_folder_; }

 private:
  EmbeddedServer(std::filesystem::path directory, ServerUser user, FileLock starting,
                 FileLock users)
      : directory_(std::move(directory)),
        user_(std::move(user)),
        starting_(std::move(starting)),
        users_(std::move(users)) {}

  std::filesystem::path cluster() const { return directory_ / "pgdata"; }
  Expected<void> make_cluster(const Notify& notify);
  Expected<void> bring_up(const Notify& notify);
  Expected<void> start(const Notify& notify);
  Expected<void> make_database();
  bool others_connected() const;

  std::filesystem::path directory_;  ///< absolute
  ServerUser user_;
  FileLock starting_;  ///< held while a program makes, starts or stops the server
  FileLock users_;     ///< shared by all programs that use it
  ServerPrograms programs_;
  std::filesystem::path socket_folder_;
  bool joined_ = false;
};

}  // namespace apsis
