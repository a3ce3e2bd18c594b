// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/recordings.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace apsis {
namespace {

namespace fs = std::filesystem;

std::optional<fs::path> find_archive(const std::string& name) {
  const fs::path sources = APSIS_SOURCE_DIR;
  const fs::path folder = shared_folder();
  for (const fs::path& archive : {folder / "recordings" / (name + ".tar.xz"),
                                  sources / "tests/data/demo" / (name + ".tar.xz")}) {
    if (fs::exists(archive)) return archive;
  }
  return std::nullopt;
}

/// Unpacks into a folder of its own and renames it, so that two test programs do not meet.
bool unpack(const fs::path& archive, const fs::path& target) {
  const fs::path part = target.string() + "." + std::to_string(getpid());
  std::error_code ignored;
  fs::create_directories(part, ignored);
  const std::string command = "tar -xJf '" + archive.string() + "' -C '" + part.string() + "'";
  if (std::system(command.c_str()) != 0) return false;
  fs::rename(part / target.filename(), target, ignored);
  fs::remove_all(part, ignored);
  return fs::is_directory(target);
}

}  // namespace

fs::path shared_folder() {
  const char* shared = std::getenv("APSIS_SHARED");
  return shared != nullptr ? fs::path(shared) : fs::path(APSIS_SOURCE_DIR) / "../shared";
}

std::optional<fs::path> find_recording(const std::string& name) {
  if (const char* folder = std::getenv("APSIS_RECORDINGS")) {
    if (fs::is_directory(fs::path(folder) / name)) return fs::path(folder) / name;
  }
  const fs::path unpacked = fs::path(APSIS_BINARY_DIR) / "recordings" / name;
  if (fs::is_directory(unpacked)) return unpacked;
  const auto archive = find_archive(name);
  if (archive && unpack(*archive, unpacked)) return unpacked;
  std::fprintf(stderr, "skipped: the recorded chain %s is not there (set APSIS_SHARED)\n",
               name.c_str());
  return std::nullopt;
}

}  // namespace apsis
