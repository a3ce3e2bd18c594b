// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/pg/server_user.hpp"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace apsis {
namespace {

namespace fs = std::filesystem;

constexpr const char* candidates[] = {"postgres", "nobody"};

ServerUser user_of(const passwd& entry, bool other) {
  return {other, entry.pw_uid, entry.pw_gid, entry.pw_name, false};
}

/// Keeps CAP_DAC_OVERRIDE, and nothing else, across the change of user and the exec that follows.
bool keep_folder_right() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2] = {};
  data[0].effective = data[0].permitted = data[0].inheritable = 1u << CAP_DAC_OVERRIDE;
  return ::syscall(SYS_capset, &header, data) == 0 &&
         ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0) == 0;
}

}  // namespace

Expected<ServerUser> choose_server_user(const fs::path& cluster) {
  if (::geteuid() != 0) {
    const passwd* self = ::getpwuid(::geteuid());
    if (self != nullptr) return user_of(*self, false);
    return ServerUser{false, ::geteuid(), ::getegid(), std::to_string(::geteuid()), false};
  }
  struct stat status {};
  if (::stat(cluster.c_str(), &status) == 0 && status.st_uid != 0) {
    if (const passwd* owner = ::getpwuid(status.st_uid)) return user_of(*owner, true);
    return ServerUser{true, status.st_uid, status.st_gid, std::to_string(status.st_uid), false};
  }
  for (const char* name : candidates)
    if (const passwd* entry = ::getpwnam(name)) return user_of(*entry, true);
  return fail(ErrorKind::unavailable,
              "PostgreSQL does not run as root, and there is no user postgres or nobody",
              cluster.string(), "Add a user postgres, or run this program as another user");
}

bool become(const ServerUser& user) {
  if (!user.other) return true;
  if (user.passes_closed_folders && ::prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0) return false;
  if (::setgroups(0, nullptr) != 0 || ::setresgid(user.gid, user.gid, user.gid) != 0 ||
      ::setresuid(user.uid, user.uid, user.uid) != 0)
    return false;
  return !user.passes_closed_folders || keep_folder_right();
}

bool can_use_folder(const ServerUser& user, const fs::path& folder) {
  const pid_t child = ::fork();
  if (child < 0) return false;
  // With the effective rights: plain access() leaves the kept one out.
  if (child == 0)
    ::_exit(become(user) &&
                    ::faccessat(AT_FDCWD, folder.c_str(), R_OK | W_OK | X_OK, AT_EACCESS) == 0
                ? 0
                : 1);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

Expected<void> give_folder(const ServerUser& user, const fs::path& folder) {
  if (!user.other) return {};
  const auto give = [&](const fs::path& path) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0 || status.st_uid == user.uid) return true;
    return ::lchown(path.c_str(), user.uid, user.gid) == 0 || errno == ENOENT;
  };
  std::error_code error;
  bool given = give(folder);
  fs::recursive_directory_iterator entry(folder, error);
  for (; given && !error && entry != fs::recursive_directory_iterator(); entry.increment(error))
    given = give(entry->path());
  if (!given)
    return fail(ErrorKind::unavailable,
                "cannot give the folder to user " + user.name + ": " + std::strerror(errno),
                folder.string(), "Choose a folder on a file system with owners");
  return {};
}

}  // namespace apsis
