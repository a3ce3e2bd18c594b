// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/block_index.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace apsis {

namespace {

namespace fs = std::filesystem;

std::optional<std::uint64_t> leading_number(std::string_view text, char mark) {
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  const bool whole = end == text.data() + text.size() || *end == mark;
  if (error != std::errc() || !whole) return std::nullopt;
  return out;
}

std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> out;
  while (true) {
    const std::size_t end = std::min(line.find('\t'), line.size());
    out.push_back(line.substr(0, end));
    if (end == line.size()) return out;
    line.remove_prefix(end + 1);
  }
}

std::string_view next_line(std::string_view& text) {
  std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

Expected<std::vector<BlockIndexLine>> parse_block_index(std::string_view text,
                                                        const std::string& where) {
  const std::vector<std::string_view> names = split(next_line(text));
  const auto column = [&](std::string_view name) {
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
  };
  const std::size_t slot_column = column("slot");
  const std::size_t root_column = column("root");
  const std::size_t fork_column = column("fork");
  if (slot_column == names.size()) {
    return fail(ErrorKind::decode, "the first line names no column \"slot\"", where,
                "Unpack the recording again");
  }
  std::vector<BlockIndexLine> out;
  for (std::size_t number = 2; !text.empty(); ++number) {
    const std::string_view line = next_line(text);
    if (line.empty()) continue;
    const std::vector<std::string_view> cells = split(line);
    const auto slot = slot_column < cells.size() ? leading_number(cells[slot_column], '\t')
                                                 : std::optional<std::uint64_t>();
    if (!slot || (!out.empty() && *slot <= out.back().slot)) {
      return fail(ErrorKind::decode,
                  slot ? "slots must rise from line to line" : "the slot is not a number",
                  fmt::format("{}, line {}", where, number), "Unpack the recording again");
    }
    const auto cell = [&](std::size_t i) {
      return i < cells.size() && i < names.size() ? std::string(cells[i]) : std::string();
    };
    out.push_back({*slot, cell(root_column), cell(fork_column)});
  }
  return out;
}

Expected<std::multimap<std::uint64_t, fs::path>> list_slot_files(const fs::path& folder) {
  std::multimap<std::uint64_t, fs::path> out;
  std::error_code error;
  if (!fs::is_directory(folder, error)) return out;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (it->path().extension() != ".ssz") continue;
    const auto slot = leading_number(it->path().stem().string(), '_');
    if (!slot) continue;
    if (out.size() == max_recorded_files) {
      return fail(ErrorKind::usage, "holds too many files", folder.string());
    }
    out.emplace(*slot, it->path());
  }
  if (error) {
    return fail(ErrorKind::unavailable, "cannot list: " + error.message(), folder.string(),
                "Check the permissions");
  }
  return out;
}

}  // namespace apsis
