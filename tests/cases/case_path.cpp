// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/case_path.hpp"

#include <simdjson.h>

#include <algorithm>
#include <fstream>

namespace apsis {

namespace {

constexpr std::uintmax_t max_case_file_bytes = std::uintmax_t{1} << 30;

using simdjson::ondemand::json_type;

/// Keys of an object up to its end, or to where it stops being JSON: a case that was cut off is
/// still a case of its kind, and fails as such. Values are passed over whatever their numbers are.
void add_keys(simdjson::ondemand::object object, std::vector<std::string>& out) {
  for (auto field : object) {
    std::string_view key;
    if (field.error() != simdjson::SUCCESS || field.unescaped_key().get(key) != simdjson::SUCCESS)
      return;
    out.emplace_back(key);
  }
}

std::vector<std::string> top_level_keys(const std::filesystem::path& path) {
  const Expected<std::string> text = read_case_file(path);
  std::vector<std::string> out;
  if (!text) return out;
  const simdjson::padded_string padded(*text);
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document document;
  json_type type;
  if (parser.iterate(padded).get(document) != simdjson::SUCCESS ||
      document.type().get(type) != simdjson::SUCCESS)
    return out;
  simdjson::ondemand::object object;
  if (type == json_type::object && document.get_object().get(object) == simdjson::SUCCESS) {
    add_keys(object, out);
  } else if (type == json_type::array) {
    for (auto element : document.get_array()) {
      if (element.get_object().get(object) == simdjson::SUCCESS) add_keys(object, out);
      break;
    }
  }
  return out;
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
