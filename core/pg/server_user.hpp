// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "core/error.hpp"

namespace apsis {

/// Whom the server runs as. PostgreSQL refuses to run as root.
struct ServerUser {
  bool other = false;  ///< not the caller itself
  uid_t uid = 0;
  gid_t gid = 0;
  std::string name = {};
  /// Keep the right to pass folders that are closed to the user (below /root, for example).
  bool passes_closed_folders = false;
};

/// The caller itself, or, for root: the owner of `cluster` if that is there and not root's, else
/// `postgres`, else `nobody`. Errors: unavailable when there is no such user.
Expected<ServerUser> choose_server_user(const std::filesystem::path& cluster);

/// In a child process: become `user`, giving up all rights but those it names. False on failure.
/// Calls only what is safe between fork and exec.
bool become(const ServerUser& user);

/// Whether `user` can read, write and enter the folder.
bool can_use_folder(const ServerUser& user, const std::filesystem::path& folder);

/// Gives the folder and everything in it to the user, where it is not theirs. Errors: unavailable.
Expected<void> give_folder(const ServerUser& user, const std::filesystem::path& folder);

}  // namespace apsis
