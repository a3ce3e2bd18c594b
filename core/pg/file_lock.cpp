// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/pg/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <thread>
#include <utility>

namespace apsis {
namespace {

constexpr auto poll_interval = std::chrono::milliseconds(50);

}  // namespace

Expected<FileLock> FileLock::open(const std::string& path) {
  // Close-on-exec, or the database server would inherit the lock and keep it.
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return fail(ErrorKind::unavailable, std::string("cannot open: ") + std::strerror(errno), path,
                "Check the folder's owner, permissions and free space");
  // Root leaves no file behind that the folder's owner could not open later.
  struct stat folder {};
  if (::geteuid() == 0 && ::stat(std::filesystem::path(path).parent_path().c_str(), &folder) == 0 &&
      ::fchown(descriptor, folder.st_uid, folder.st_gid) != 0) {
    ::close(descriptor);
    return fail(ErrorKind::unavailable,
                std::string("cannot change its owner: ") + std::strerror(errno), path,
                "Choose a folder on a file system with owners");
  }
  return FileLock(descriptor, path);
}

FileLock::FileLock(FileLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(path_, other.path_);
  return *this;
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Expected<void> FileLock::lock_alone(int seconds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  while (!try_alone()) {
    if (std::chrono::steady_clock::now() >= end)
      return fail(
          ErrorKind::unavailable,
          "another program has held this lock for " + std::to_string(seconds) + " s", path_,
          "It may be starting or stopping the server; try again, or look for it with fuser");
    std::this_thread::sleep_for(poll_interval);
  }
  return {};
}

bool FileLock::try_join() {
  return ::flock(descriptor_, LOCK_SH | LOCK_NB) == 0;
}

bool FileLock::try_alone() {
  return ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0;
}

void FileLock::unlock() {
  ::flock(descriptor_, LOCK_UN);
}

}  // namespace apsis
