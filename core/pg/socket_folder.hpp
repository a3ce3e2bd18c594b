// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "core/error.hpp"
#include "core/pg/server_user.hpp"

namespace apsis {

/// Bytes of a Unix socket's path that are safe everywhere (Linux takes 107).
inline constexpr std::size_t socket_path_limit_bytes = 100;

/// Folder for the server's socket, of mode 0700 and owned by the server's user: `DIR/socket`, or,
/// when that is too long or has characters that PostgreSQL's settings cannot hold, a private folder
/// below the temp directory whose name is kept in `DIR/socket-folder`. Errors: unavailable.
Expected<std::filesystem::path> make_socket_folder(const std::filesystem::path& directory,
                                                   const ServerUser& user);

/// The folder that `make_socket_folder` gave last; empty if there is none or it is gone.
std::filesystem::path known_socket_folder(const std::filesystem::path& directory,
                                          const ServerUser& user);

}  // namespace apsis
