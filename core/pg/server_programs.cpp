// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/pg/server_programs.hpp"

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <string_view>

#include "core/pg/server_process.hpp"

namespace apsis {
namespace {

namespace fs = std::filesystem;

constexpr const char* debian_root = "/usr/lib/postgresql";

bool holds_programs(const fs::path& folder) {
  std::error_code ignored;
  for (const char* name : {"initdb", "pg_ctl", "postgres"})
    if (!fs::is_regular_file(folder / name, ignored)) return false;
  return true;
}

/// Major version that `postgres --version` tells ("postgres (PostgreSQL) 15.10 …"); 0 if
/// unreadable.
int version_of(const fs::path& folder) {
  const ProgramResult result = run_program({(folder / "postgres").string(), "--version"}, {});
  const std::string marker = "(PostgreSQL) ";
  const std::size_t at = result.output.find(marker);
  return at == std::string::npos ? 0 : std::atoi(result.output.c_str() + at + marker.size());
}

}  // namespace

std::vector<ServerPrograms> find_server_programs() {
  std::vector<fs::path> folders;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(debian_root, ignored))
    folders.push_back(entry.path() / "bin");
  if (const char* path = std::getenv("PATH")) {
    std::istringstream parts{std::string(path)};
    for (std::string part; std::getline(parts, part, ':');)
      if (part.starts_with('/')) folders.emplace_back(part);
  }
  std::vector<ServerPrograms> out;
  for (const fs::path& folder : folders) {
    if (!holds_programs(folder)) continue;
    // Links in PATH lead to the folder where the server finds its libraries.
    const fs::path real = fs::canonical(folder / "postgres", ignored).parent_path();
    const fs::path chosen = holds_programs(real) ? real : folder;
    const auto known = [&](const ServerPrograms& p) { return p.folder == chosen; };
    if (std::ranges::any_of(out, known)) continue;
    if (const int version = version_of(chosen); version >= oldest_server_version)
      out.push_back({version, chosen});
  }
  std::ranges::stable_sort(out, std::greater{}, &ServerPrograms::major_version);
  return out;
}

Expected<ServerPrograms> choose_server_programs(int major_version) {
  const std::vector<ServerPrograms> found = find_server_programs();
  for (const ServerPrograms& programs : found)
    if (major_version == 0 || programs.major_version == major_version) return programs;
  if (major_version != 0)
    return fail(ErrorKind::unavailable,
                "the cluster was made by PostgreSQL " + std::to_string(major_version) +
                    ", whose server is not installed",
                debian_root, "Install postgresql-" + std::to_string(major_version));
  return fail(ErrorKind::unavailable,
              "no PostgreSQL server (version " + std::to_string(oldest_server_version) +
                  " or newer) is installed",
              debian_root, "Install the package postgresql, or give --db postgresql://…");
}

}  // namespace apsis
