// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace apsis {

/// A file or directory that may be a case. What a kind needs to recognise it is read when first
/// asked for, and only once, however many kinds look.
class CasePath {
 public:
  explicit CasePath(std::filesystem::path path);

  const std::filesystem::path& path() const { return path_; }
  bool is_directory() const { return is_directory_; }
  /// Whether this is a directory that holds `relative` (a file or a directory).
  bool holds(std::string_view relative) const;
  /// Whether the name ends in `suffix`.
  bool has_suffix(std::string_view suffix) const;
  /// Whether this is a JSON file whose top-level object has `key` (for an array: its first
  /// element).
  bool has_key(std::string_view key) const;
  /// Whether this is a JSON file at all.
  bool is_json() const { return !is_directory_ && has_suffix(".json"); }

 private:
  std::filesystem::path path_;
  bool is_directory_;
  mutable std::optional<std::vector<std::string>> keys_;
};

/// The whole file; `unavailable` if it cannot be read or is larger than 1 GiB.
Expected<std::string> read_case_file(const std::filesystem::path& path);

}  // namespace apsis
