// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace apsis {

/// What the socket of a server says.
enum class ServerState { accepting, busy, silent };

/// Asks the server behind the socket folder; `busy` while it starts, recovers or stops.
ServerState ask_server(const std::filesystem::path& socket_folder);

/// Whether a process of a server works in the cluster's folder (by /proc), whatever its pid file
/// says.
bool cluster_has_processes(const std::filesystem::path& cluster);

/// Major version that made the cluster (its PG_VERSION); 0 if there is none.
int cluster_version(const std::filesystem::path& cluster);

/// Connection text for a database of the private cluster.
std::string socket_conninfo(const std::filesystem::path& socket_folder,
                            const std::string& database);

}  // namespace apsis
