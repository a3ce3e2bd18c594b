// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/consensus/case_files.hpp"

#include <snappy.h>
#include <yaml-cpp/yaml.h>

#include "tests/cases/case_path.hpp"

namespace apsis {
namespace {

constexpr std::size_t max_uncompressed_bytes = std::size_t{1} << 30;

}  // namespace

Expected<Bytes> read_snappy_file(const std::filesystem::path& path) {
  const Expected<std::string> packed = read_case_file(path);
  if (!packed) return std::unexpected(packed.error());
  std::size_t size = 0;
  if (!snappy::GetUncompressedLength(packed->data(), packed->size(), &size) ||
      size > max_uncompressed_bytes) {
    return fail(ErrorKind::decode, "wrong length of raw snappy", path.string());
  }
  Bytes out(size);
  if (!snappy::RawUncompress(packed->data(), packed->size(), reinterpret_cast<char*>(out.data()))) {
    return fail(ErrorKind::decode, "not raw snappy", path.string());
  }
  return out;
}

Expected<Bytes> read_plain_file(const std::filesystem::path& path) {
  const Expected<std::string> text = read_case_file(path);
  if (!text) return std::unexpected(text.error());
  return Bytes(text->begin(), text->end());
}

std::optional<std::string> yaml_text(const std::filesystem::path& path, const std::string& key) {
  if (!std::filesystem::exists(path)) return std::nullopt;
  const YAML::Node value = YAML::LoadFile(path.string())[key];
  if (!value) return std::nullopt;
  return value.as<std::string>();
}

std::optional<std::uint64_t> yaml_number(const std::filesystem::path& path,
                                         const std::string& key) {
  const std::optional<std::string> text = yaml_text(path, key);
  if (!text) return std::nullopt;
  return std::stoull(*text);
}

}  // namespace apsis
