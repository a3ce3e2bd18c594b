// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <fstream>
#include <limits>
#include <string_view>

#include "core/hex.hpp"
#include "indexer/store/tracked.hpp"

namespace apsis {
namespace {

std::string_view trimmed(std::string_view line) {
  line = line.substr(0, line.find('#'));
  const std::size_t first = line.find_first_not_of(" \t\r,");
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r,") - first + 1);
}

std::optional<TrackedEntry> parse_entry(std::string_view text) {
  constexpr auto largest = static_cast<std::uint32_t>(std::numeric_limits<std::int32_t>::max());
  std::uint32_t index = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (error == std::errc() && end == text.data() + text.size() && index <= largest)
    return TrackedEntry{index, std::nullopt};
  if (const auto pubkey = array_from_hex<48>(text)) return TrackedEntry{std::nullopt, pubkey};
  return std::nullopt;
}

}  // namespace

Expected<std::vector<TrackedEntry>> read_track_file(const std::string& path) {
  std::ifstream file(path);
  if (!file)
    return fail(ErrorKind::usage, "cannot read this file", path,
                "Give --track all, or a file with one validator index or public key a line");
  std::vector<TrackedEntry> out;
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    const std::string place = path + ", line " + std::to_string(++number);
    if (number > track_file_limit_lines)
      return fail(ErrorKind::usage, "more lines than there are validators", place,
                  "Give --track all");
    const std::string_view text = trimmed(line);
    if (text.empty()) continue;
    const std::optional<TrackedEntry> entry = parse_entry(text);
    if (!entry)
      return fail(ErrorKind::usage, "neither a validator index nor a public key", place,
                  "Write a decimal index, or 0x and 96 hex digits");
    out.push_back(*entry);
  }
  if (file.bad()) return fail(ErrorKind::unavailable, "reading failed", path, "Check the disk");
  return out;
}

}  // namespace apsis
