// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/case_path.hpp"

#include <simdjson.h>

#include <algorithm>
#include <fstream>

namespace apsis {

namespace {

constexpr std::uintmax_t max_case_file_bytes = std::uintmax_t{1} << 30;

std::vector<std::string> object_keys(const simdjson::dom::element& element) {
  std::vector<std::string> out;
  simdjson::dom::object object;
  if (element.get(object) != simdjson::SUCCESS) return out;
  for (const auto field : object) out.emplace_back(field.key);
  return out;
}

std::vector<std::string> top_level_keys(const std::filesystem::path& path) {
  const Expected<std::string> text = read_case_file(path);
  if (!text) return {};
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (parser.parse(*text).get(root) != simdjson::SUCCESS) return {};
  simdjson::dom::array array;
  if (root.get(array) != simdjson::SUCCESS) return object_keys(root);
  return array.begin() == array.end() ? std::vector<std::string>{} : object_keys(*array.begin());
}

}  // namespace

CasePath::CasePath(std::filesystem::path path)
    : path_(std::move(path)), is_directory_(std::filesystem::is_directory(path_)) {}

bool CasePath::holds(std::string_view relative) const {
  return is_directory_ && std::filesystem::exists(path_ / relative);
}

bool CasePath::has_suffix(std::string_view suffix) const {
  return path_.filename().string().ends_with(suffix);
}

bool CasePath::has_key(std::string_view key) const {
  if (!is_json()) return false;
  if (!keys_) keys_ = top_level_keys(path_);
  return std::find(keys_->begin(), keys_->end(), key) != keys_->end();
}

Expected<std::string> read_case_file(const std::filesystem::path& path) {
  std::error_code failed;
  const std::uintmax_t size_bytes = std::filesystem::file_size(path, failed);
  if (failed) return fail(ErrorKind::unavailable, failed.message(), path.string());
  if (size_bytes > max_case_file_bytes)
    return fail(ErrorKind::unavailable, "file is larger than 1 GiB", path.string());
  std::ifstream in(path, std::ios::binary);
  std::string text(size_bytes, '\0');
  if (!in.read(text.data(), static_cast<std::streamsize>(size_bytes)))
    return fail(ErrorKind::unavailable, "cannot be read", path.string());
  return text;
}

}  // namespace apsis
