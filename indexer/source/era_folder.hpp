// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <list>
#include <optional>
#include <vector>

#include "indexer/source/era_file.hpp"

namespace apsis {

/// Most era files of one folder: 300 years of them.
inline constexpr std::size_t max_era_files = 100'000;

/// A group and the file that holds it; both live until the folder has opened other files.
struct FoundGroup {
  EraFile* file = nullptr;
  const EraGroup* group = nullptr;
};

/// The era files of one directory, in the order of their slots. They are opened when needed.
class EraFolder {
 public:
  /// Lists `*.era` and reads the end of each. Fails with usage when there is none, with decode when
  /// two files end at the same slot or one does not end as an era file does.
  static Expected<EraFolder> open(const std::filesystem::path& directory);

  /// Slot of the last state of all.
  Slot end_slot() const { return files_.back().end; }
  /// The group whose blocks are those around `slot`; nothing behind the last one. Fails with decode
  /// when no file holds that slot, or two do; the error names the files beside the gap.
  Expected<std::optional<FoundGroup>> blocks_around(Slot slot);
  /// The group with the newest state that is not later than `slot`; nothing when all are later.
  Expected<std::optional<FoundGroup>> state_before(Slot slot);
  /// The group whose state stands at `slot`; nothing when there is none.
  Expected<std::optional<FoundGroup>> state_at(Slot slot);
  /// The first group of all whose state is not earlier than `slot`; nothing when all are earlier.
  Expected<std::optional<FoundGroup>> state_after(Slot slot);
  const std::filesystem::path& directory() const { return directory_; }

 private:
  struct Entry {
    Slot end;  // of its last state
    std::filesystem::path path;
  };
  explicit EraFolder(std::filesystem::path directory) : directory_(std::move(directory)) {}
  Expected<EraFile*> file(std::size_t index);
  Expected<void> check_order(std::size_t index, const EraFile& file) const;
  std::size_t first_ending_at_or_after(Slot slot) const;

  std::filesystem::path directory_;
  std::vector<Entry> files_;  // by end
  struct OpenFile {
    std::size_t index;
    EraFile file;
  };
  std::list<OpenFile> open_;  // the latest first
};

}  // namespace apsis
