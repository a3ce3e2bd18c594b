// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/state/text_file.hpp"

#include <fstream>

#include "oracle/state/json_reader.hpp"

namespace apsis {

Expected<std::string> read_text_file(const std::filesystem::path& path) {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(path, failed))
    return fail(ErrorKind::usage, "no such file", path.string(), "check the path");
  const std::uintmax_t size_bytes = std::filesystem::file_size(path, failed);
  if (failed) return fail(ErrorKind::unavailable, failed.message(), path.string());
  if (size_bytes > max_json_bytes)
    return fail(ErrorKind::decode, "file is larger than 1 GiB", path.string());
  std::string text(size_bytes, '\0');
  std::ifstream in(path, std::ios::binary);
  if (!in.read(text.data(), static_cast<std::streamsize>(size_bytes)))
    return fail(ErrorKind::unavailable, "cannot be read", path.string());
  return text;
}

Expected<void> write_text_file(const std::filesystem::path& path, std::string_view text) {
  std::filesystem::path partial = path;
  partial += ".partial";
  std::ofstream out(partial, std::ios::binary | std::ios::trunc);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  out.close();
  std::error_code failed;
  if (out) std::filesystem::rename(partial, path, failed);
  if (out && !failed) return {};
  return fail(ErrorKind::unavailable, "cannot be written", path.string(),
              "check that the folder may be written and the disk has room");
}

}  // namespace apsis
