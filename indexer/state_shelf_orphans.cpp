// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>

#include "core/hash/sha256.hpp"
#include "core/hex.hpp"
#include "indexer/source/file_bytes.hpp"
#include "indexer/state_shelf.hpp"

namespace apsis {
namespace {

constexpr std::string_view orphan_prefix = "orphan-";
constexpr std::string_view orphan_suffix = ".ssz";

/// The name carries the beginning of the content's SHA-256, so that a damaged file is noticed.
std::string name_of(std::uint64_t slot, ByteSpan bytes) {
  return std::string(orphan_prefix) + std::to_string(slot) + "-" +
         to_hex_bare(ByteSpan(sha256(bytes)).first(8)) + std::string(orphan_suffix);
}

}  // namespace

void StateShelf::read_orphan_name(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  if (!name.starts_with(orphan_prefix) || !name.ends_with(orphan_suffix)) return;
  std::uint64_t slot = 0;
  const char* end = name.data() + name.size();
  const auto read = std::from_chars(name.data() + orphan_prefix.size(), end, slot);
  if (read.ec == std::errc{} && read.ptr != end && *read.ptr == '-')
    orphans_.emplace_back(slot, name);
}

void StateShelf::put_orphan(const RawBlock& block) {
  if (options_.folder.empty() || orphans_.size() >= shelf_orphans) return;
  const std::string name = name_of(block.slot.value, block.bytes);
  const std::pair<std::uint64_t, std::string> entry{block.slot.value, name};
  if (std::find(orphans_.begin(), orphans_.end(), entry) != orphans_.end()) return;
  const auto written = write_whole_file(options_.folder / name, {}, block.bytes);
  if (written) {
    orphans_.push_back(entry);
  } else {
    ++counts_.failed;
    note_line("an orphaned block is not kept: " + written.error().text());
  }
}

std::vector<RawBlock> StateShelf::orphans() const {
  std::vector<RawBlock> out;
  for (const auto& [slot, name] : orphans_) {
    auto bytes = read_file_bytes(options_.folder / name);
    if (!bytes || name_of(slot, *bytes) != name) {
      note_line("kept block left out: " + (options_.folder / name).string() + " was damaged");
      continue;
    }
    out.push_back({.slot = Slot(slot), .bytes = std::move(*bytes), .fork_name = {}});
  }
  return out;
}

void StateShelf::drop_orphans_before(std::uint64_t slot) {
  std::erase_if(orphans_, [&](const auto& orphan) {
    if (orphan.first >= slot) return false;
    std::error_code ignored;
    std::filesystem::remove(options_.folder / orphan.second, ignored);
    return true;
  });
}

}  // namespace apsis
