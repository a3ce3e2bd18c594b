// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/error.hpp"

namespace apsis {

/// Installed PostgreSQL server programs of one major version.
struct ServerPrograms {
  int major_version = 0;
  std::filesystem::path folder;  ///< holds initdb, pg_ctl and postgres
};

/// Oldest server whose features the schema uses.
inline constexpr int oldest_server_version = 14;

/// Every usable installation, newest first: /usr/lib/postgresql/N/bin, then the folders of PATH.
std::vector<ServerPrograms> find_server_programs();

/// The installation for a cluster of `major_version`, or the newest when that is 0. Errors:
/// unavailable, naming the package to install.
Expected<ServerPrograms> choose_server_programs(int major_version);

}  // namespace apsis
