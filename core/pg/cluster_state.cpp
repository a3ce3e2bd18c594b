// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/pg/cluster_state.hpp"

#include <libpq-fe.h>

#include <fstream>

#include "core/pg/database_url.hpp"

namespace apsis {
namespace {

namespace fs = std::filesystem;

}  // namespace

std::string socket_conninfo(const fs::path& socket_folder, const std::string& database) {
  return conninfo_pair("host", socket_folder.string()) + " port=5432 user=apsis " +
         conninfo_pair("dbname", database) +
         " application_name=apsis connect_timeout=" + std::to_string(connect_timeout_seconds);
}

ServerState ask_server(const fs::path& socket_folder) {
  if (socket_folder.empty()) return ServerState::silent;
  switch (PQping(socket_conninfo(socket_folder, "postgres").c_str())) {
    case PQPING_OK:
      return ServerState::accepting;
    case PQPING_REJECT:
      return ServerState::busy;
    default:
      return ServerState::silent;
  }
}

bool cluster_has_processes(const fs::path& cluster) {
  std::error_code error;
  const fs::path real = fs::canonical(cluster, error);
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::error_code unreadable;
    if (fs::read_symlink(entry.path() / "cwd", unreadable) == real) return true;
  }
  return false;
}

int cluster_version(const fs::path& cluster) {
  std::ifstream file(cluster / "PG_VERSION");
  int version = 0;
  file >> version;
  return version;
}

}  // namespace apsis
