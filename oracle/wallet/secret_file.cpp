// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/wallet/secret_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace apsis {

namespace {

/// A file descriptor that is closed at the end of its scope.
struct OpenFile {
  int descriptor;
  ~OpenFile() {
    if (descriptor >= 0) ::close(descriptor);
  }
};

Expected<std::size_t> checked_size(int descriptor, const std::string& place) {
  struct stat facts {};
  if (::fstat(descriptor, &facts) != 0)
    return fail(ErrorKind::unavailable, std::strerror(errno), place);
  if (!S_ISREG(facts.st_mode)) return fail(ErrorKind::usage, "is no regular file", place);
  if ((facts.st_mode & 077) != 0)
    return fail(ErrorKind::usage,
                fmt::format("others may use it (mode {:04o})", facts.st_mode & 07777), place,
                "chmod 600 it, and change the secret if others may have read it");
  if (facts.st_uid != ::geteuid() && facts.st_uid != 0)
    return fail(ErrorKind::usage, "belongs to another user", place,
                "let it belong to the user that the oracle runs as");
  const auto size = static_cast<std::size_t>(facts.st_size);
  if (size > max_secret_file_bytes)
    return fail(ErrorKind::usage,
                fmt::format("has {} bytes, more than {}", size, max_secret_file_bytes), place);
  return size;
}

}  // namespace

Expected<LockedBytes> read_secret_file(const std::filesystem::path& path) {
  const std::string place = path.string();
  const OpenFile file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (file.descriptor < 0)
    return fail(ErrorKind::usage, fmt::format("cannot be opened: {}", std::strerror(errno)), place);
  const Expected<std::size_t> size = checked_size(file.descriptor, place);
  if (!size) return std::unexpected(size.error());
  Expected<LockedBytes> out = LockedBytes::make(*size);
  if (!out) return out;
  std::size_t have = 0;
  while (have < *size) {
    const ::ssize_t got = ::read(file.descriptor, out->data() + have, *size - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(ErrorKind::unavailable, std::strerror(errno), place);
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  out->shrink(have);
  return out;
}

Expected<LockedBytes> read_password_file(const std::filesystem::path& path) {
  Expected<LockedBytes> out = read_secret_file(path);
  if (!out) return out;
  std::size_t size = out->size();
  while (size > 0 && (out->data()[size - 1] == '\n' || out->data()[size - 1] == '\r')) --size;
  out->shrink(size);
  if (size == 0) return fail(ErrorKind::usage, "is empty", path.string());
  return out;
}

Expected<void> write_secret_file(const std::filesystem::path& path, ByteSpan content) {
  const std::string place = path.string();
  const std::filesystem::path half = path.string() + ".new";
  const auto failed = [&](std::string_view act) {
    const std::string what = fmt::format("cannot {}: {}", act, std::strerror(errno));
    std::error_code ignored;
    std::filesystem::remove(half, ignored);
    return fail(ErrorKind::unavailable, what, place);
  };
  if (std::filesystem::exists(path))
    return fail(ErrorKind::usage, "is there already", place, "name a file that is not there yet");
  std::error_code ignored;
  std::filesystem::remove(half, ignored);
  {
    const OpenFile file{::open(half.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (file.descriptor < 0) return failed("be made");
    std::size_t done = 0;
    while (done < content.size()) {
      const ::ssize_t put = ::write(file.descriptor, content.data() + done, content.size() - done);
      if (put < 0 && errno == EINTR) continue;
      if (put <= 0) return failed("be written");
      done += static_cast<std::size_t>(put);
    }
    if (::fsync(file.descriptor) != 0) return failed("be synced");
  }
  // A link, unlike a rename, never takes the place of a file that came in between.
  if (::link(half.c_str(), path.c_str()) != 0) return failed("get its name");
  std::filesystem::remove(half, ignored);
  return {};
}

}  // namespace apsis
