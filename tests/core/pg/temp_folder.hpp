// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>

namespace apsis {

/// A new folder below the temp directory, gone with its contents at the end of the test. A server
/// that still runs in it must be left first.
class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "apsis-test-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// Value of `--db` for a cluster in this folder.
  std::string database() const { return "embedded:" + (path_ / "db").string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace apsis
