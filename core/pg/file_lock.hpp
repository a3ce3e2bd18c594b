// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/error.hpp"

namespace apsis {

/// A lock on a file that the kernel drops when the program ends, however it ends.
class FileLock {
 public:
  /// Opens the file, makes it if missing; takes no lock yet. Errors: unavailable.
  static Expected<FileLock> open(const std::string& path);
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();

  /// Waits up to `seconds` to be the only holder. Errors: unavailable when others keep it.
  Expected<void> lock_alone(int seconds);
  /// Joins the holders at once; true unless somebody holds it alone.
  bool try_join();
  /// Becomes the only holder if nobody else holds it; what was held before is lost otherwise.
  bool try_alone();
  void unlock();
  /// False after it was moved from.
  bool is_open() const { return descriptor_ >= 0; }
  /// For a child process that is to keep the lock.
  int descriptor() const { return descriptor_; }

 private:
  FileLock(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
  int descriptor_ = -1;
  std::string path_;
};

}  // namespace apsis
