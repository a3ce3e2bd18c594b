// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source/era_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/hex.hpp"

namespace apsis {

namespace {

constexpr std::string_view suffix = ".era";
constexpr std::size_t root_digits = 8;
constexpr std::size_t era_digits_min = 5;

bool is_lower_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

}  // namespace

std::optional<EraFileName> parse_era_file_name(std::string_view name) {
  if (!name.ends_with(suffix)) return std::nullopt;
  name.remove_suffix(suffix.size());
  const std::size_t root_mark = name.rfind('-');
  if (root_mark == std::string_view::npos || root_mark == 0) return std::nullopt;
  const std::string_view root = name.substr(root_mark + 1);
  const std::size_t era_mark = name.rfind('-', root_mark - 1);
  if (era_mark == std::string_view::npos || era_mark == 0) return std::nullopt;
  const std::string_view digits = name.substr(era_mark + 1, root_mark - era_mark - 1);
  EraFileName out{std::string(name.substr(0, era_mark)), 0, std::string(root)};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out.era);
  const bool is_number = error == std::errc() && end == digits.data() + digits.size();
  if (!is_number || digits.size() < era_digits_min || root.size() != root_digits ||
      !std::all_of(root.begin(), root.end(), is_lower_hex)) {
    return std::nullopt;
  }
  return out;
}

std::string era_root_start(const Bytes32& root) {
  return to_hex_bare(ByteSpan(root).subspan(0, root_digits / 2));
}

std::string era_file_name(const std::string& config_name, std::uint64_t era, const Bytes32& root) {
  return fmt::format("{}-{:05}-{}{}", config_name, era, era_root_start(root), suffix);
}

}  // namespace apsis
