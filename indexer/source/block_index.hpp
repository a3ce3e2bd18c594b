// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace apsis {

/// One line of a recording's blocks/index.tsv; the roots are hex texts as written.
struct BlockIndexLine {
  std::uint64_t slot = 0;
  std::string root{};
  std::string fork_name{};
};

/// Reads blocks/index.tsv: a line of column names, then a line a block; columns other than slot,
/// root and fork are not looked at, root and fork may be missing. Slots must rise. Errors (decode)
/// name `where` and the line.
Expected<std::vector<BlockIndexLine>> parse_block_index(std::string_view text,
                                                        const std::string& where);

/// Files SLOT.ssz and SLOT_ROOT.ssz of a folder by slot; empty when there is no such folder. Other
/// names are left alone.
Expected<std::multimap<std::uint64_t, std::filesystem::path>> list_slot_files(
    const std::filesystem::path& folder);

/// Most files that a folder of a recording may hold.
inline constexpr std::size_t max_recorded_files = 10'000'000;

}  // namespace apsis
