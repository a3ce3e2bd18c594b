// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/file_bytes.hpp"

#include <fmt/format.h>

#include <fstream>

namespace apsis {

namespace {

template <class Container>
Expected<Container> read_whole(const std::filesystem::path& path) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error == std::errc::no_such_file_or_directory) {
    return fail(ErrorKind::usage, "no such file", path.string(),
                "Check that the directory is complete");
  }
  if (error) {
    return fail(ErrorKind::unavailable, "cannot read: " + error.message(), path.string(),
                "Check that it is a file and may be read");
  }
  if (size > max_file_bytes) {
    return fail(ErrorKind::usage,
                fmt::format("{} bytes are more than the {} that are read", size, max_file_bytes),
                path.string());
  }
  Container out(static_cast<std::size_t>(size), {});
  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(size));
  if (!file || file.gcount() != static_cast<std::streamsize>(size)) {
    return fail(ErrorKind::unavailable, "cannot read the whole file", path.string(),
                "Check the disk and the file's permissions");
  }
  return out;
}

}  // namespace

Expected<Bytes> read_file_bytes(const std::filesystem::path& path) {
  return read_whole<Bytes>(path);
}

Expected<std::string> read_file_text(const std::filesystem::path& path) {
  return read_whole<std::string>(path);
}

}  // namespace apsis
