// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/pg/socket_folder.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string_view>

namespace apsis {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view socket_name = "/.s.PGSQL.5432";
constexpr std::string_view plain_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+=~@";

bool fits(const fs::path& folder) {
  return folder.string().size() + socket_name.size() <= socket_path_limit_bytes &&
         folder.string().find_first_not_of(plain_characters) == std::string::npos;
}

/// A folder in the temp directory is trusted only while nobody else can have put it there.
bool is_private(const fs::path& folder, const ServerUser& user) {
  struct stat status {};
  return ::lstat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
         (status.st_mode & 077) == 0 && (status.st_uid == user.uid || status.st_uid == ::geteuid());
}

std::unexpected<Error> socket_error(const fs::path& folder) {
  return fail(ErrorKind::unavailable,
              std::string("cannot make the socket's folder: ") + std::strerror(errno),
              folder.string(), "Check permissions and free space");
}

Expected<fs::path> make_temporary(const fs::path& directory) {
  std::error_code ignored;
  fs::path base = fs::temp_directory_path(ignored);
  if (base.empty() || !fits(base / "apsis-XXXXXX")) base = "/tmp";
  std::string name = (base / "apsis-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) return socket_error(name);
  std::ofstream note(directory / "socket-folder", std::ios::trunc);
  note << name << "\n";
  if (!note.flush()) return socket_error(directory / "socket-folder");
  return fs::path(name);
}

}  // namespace

fs::path known_socket_folder(const fs::path& directory, const ServerUser& user) {
  fs::path folder = directory / "socket";
  if (!fits(folder)) {
    std::ifstream note(directory / "socket-folder");
    std::string name;
    std::getline(note, name);
    folder = name;
  }
  return !folder.empty() && is_private(folder, user) ? folder : fs::path();
}

Expected<fs::path> make_socket_folder(const fs::path& directory, const ServerUser& user) {
  fs::path folder = known_socket_folder(directory, user);
  if (folder.empty() && fits(directory / "socket")) {
    folder = directory / "socket";
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return socket_error(folder);
    if (::chmod(folder.c_str(), 0700) != 0) return socket_error(folder);
  } else if (folder.empty()) {
    const Expected<fs::path> made = make_temporary(directory);
    if (!made) return made;
    folder = *made;
  }
  if (user.other && ::chown(folder.c_str(), user.uid, user.gid) != 0) return socket_error(folder);
  return folder;
}

}  // namespace apsis
