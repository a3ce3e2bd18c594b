// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/era_folder.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace apsis {

namespace {

namespace fs = std::filesystem;

/// Files that stay open: an era, and the one before whose state is compared at its end.
constexpr std::size_t open_files_max = 2;

constexpr const char* folder_remedy =
    "A folder holds each era of one chain once: remove what does not belong, add what is missing";

}  // namespace

Expected<EraFolder> EraFolder::open(const fs::path& directory) {
  std::error_code error;
  if (!fs::is_directory(directory, error)) {
    return fail(ErrorKind::usage, "no such directory", directory.string(),
                "Name the directory that holds the era files");
  }
  EraFolder out(directory);
  for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error)) {
    if (it->path().extension() != ".era") continue;
    if (out.files_.size() == max_era_files) {
      return fail(ErrorKind::usage, "holds too many era files", directory.string());
    }
    const auto last = read_last_state_slot(it->path());
    if (!last) return std::unexpected(last.error());
    out.files_.push_back({*last, it->path()});
  }
  if (error) {
    return fail(ErrorKind::unavailable, "cannot list: " + error.message(), directory.string(),
                "Check the permissions");
  }
  if (out.files_.empty()) {
    return fail(ErrorKind::usage, "holds no era files", directory.string(),
                "Name the directory that holds files like mainnet-00000-4b363db9.era");
  }
  std::sort(out.files_.begin(), out.files_.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.end, a.path) < std::tie(b.end, b.path);
  });
  for (std::size_t i = 1; i < out.files_.size(); ++i) {
    const Entry& before = out.files_[i - 1];
    const Entry& entry = out.files_[i];
    if (before.end != entry.end) continue;
    return fail(
        ErrorKind::decode,
        fmt::format("ends at slot {} as {} does", entry.end.value, before.path.filename().string()),
        entry.path.string(), folder_remedy);
  }
  return out;
}

Expected<EraFile*> EraFolder::file(std::size_t index) {
  for (auto it = open_.begin(); it != open_.end(); ++it) {
    if (it->index != index) continue;
    open_.splice(open_.begin(), open_, it);
    return &open_.front().file;
  }
  auto opened = EraFile::open(files_[index].path);
  if (!opened) return std::unexpected(opened.error());
  if (const auto ok = check_order(index, *opened); !ok) return std::unexpected(ok.error());
  open_.push_front({index, std::move(*opened)});
  if (open_.size() > open_files_max) open_.pop_back();
  return &open_.front().file;
}

/// Groups follow one another within a file, and do not reach into the file before.
Expected<void> EraFolder::check_order(std::size_t index, const EraFile& file) const {
  const std::vector<EraGroup>& groups = file.groups();
  for (std::size_t i = 1; i < groups.size(); ++i) {
    if (groups[i].first_slot == groups[i - 1].state_slot) continue;
    return fail(ErrorKind::decode,
                fmt::format("a group of the slots from {} follows one that ends at slot {}",
                            groups[i].first_slot.value, groups[i - 1].state_slot.value),
                file.place(groups[i].state_offset), folder_remedy);
  }
  if (index == 0 || groups.front().first_slot >= files_[index - 1].end) return {};
  return fail(
      ErrorKind::decode,
      fmt::format("begins at slot {}, but {} ends at slot {}", groups.front().first_slot.value,
                  files_[index - 1].path.filename().string(), files_[index - 1].end.value),
      file.place(0), folder_remedy);
}

std::size_t EraFolder::first_ending_at_or_after(Slot slot) const {
  const auto it = std::lower_bound(files_.begin(), files_.end(), slot,
                                   [](const Entry& entry, Slot s) { return entry.end < s; });
  return static_cast<std::size_t>(it - files_.begin());
}

Expected<std::optional<FoundGroup>> EraFolder::blocks_around(Slot slot) {
  const std::size_t index = first_ending_at_or_after(Slot(slot.value + 1));
  if (index == files_.size()) return std::nullopt;
  const auto found = file(index);
  if (!found) return std::unexpected(found.error());
  for (const EraGroup& group : (*found)->groups()) {
    if (group.first_slot <= slot && slot < group.state_slot) {
      return std::optional(FoundGroup{*found, &group});
    }
  }
  const Slot begin = (*found)->groups().front().first_slot;
  const std::string before = index == 0 ? "no era file ends before it"
                                        : fmt::format("the file before, {}, ends at slot {}",
                                                      files_[index - 1].path.filename().string(),
                                                      files_[index - 1].end.value);
  return fail(
      ErrorKind::decode,
      fmt::format("an era is missing: slot {} is in no file; this one begins at slot {}, {}",
                  slot.value, begin.value, before),
      (*found)->place(0), folder_remedy);
}

Expected<std::optional<FoundGroup>> EraFolder::state_after(Slot slot) {
  const std::size_t index = first_ending_at_or_after(slot);
  if (index == files_.size()) return std::nullopt;
  const auto found = file(index);
  if (!found) return std::unexpected(found.error());
  for (const EraGroup& group : (*found)->groups()) {
    if (group.state_slot >= slot) return std::optional(FoundGroup{*found, &group});
  }
  return std::nullopt;
}

Expected<std::optional<FoundGroup>> EraFolder::state_before(Slot slot) {
  auto later = state_after(slot);
  if (!later) return later;
  if (*later && (*later)->group->state_slot == slot) return later;
  std::optional<FoundGroup> out;
  const std::size_t index = first_ending_at_or_after(slot);
  if (*later) {
    for (const EraGroup& group : (*later)->file->groups()) {
      if (group.state_slot < slot) out = FoundGroup{(*later)->file, &group};
    }
  }
  if (out || index == 0) return out;
  const auto before = file(index - 1);
  if (!before) return std::unexpected(before.error());
  return std::optional(FoundGroup{*before, &(*before)->groups().back()});
}

Expected<std::optional<FoundGroup>> EraFolder::state_at(Slot slot) {
  auto found = state_after(slot);
  if (!found || !*found || (*found)->group->state_slot == slot) return found;
  return std::nullopt;
}

}  // namespace apsis
