// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/store/sql_values.hpp"

#include <charconv>

namespace apsis {

std::optional<std::vector<std::int64_t>> parse_array_text(std::string_view text,
                                                          std::int64_t null_value) {
  std::vector<std::int64_t> out;
  if (text.size() < 2 || text.front() != '{' || text.back() != '}') return std::nullopt;
  const char* at = text.data() + 1;
  const char* const end = text.data() + text.size() - 1;
  while (at < end) {
    std::int64_t value = null_value;
    if (std::string_view(at, static_cast<std::size_t>(end - at)).starts_with("NULL")) {
      at += 4;
    } else {
      const auto [next, error] = std::from_chars(at, end, value);
      if (error != std::errc()) return std::nullopt;
      at = next;
    }
    out.push_back(value);
    if (at == end) break;
    if (*at != ',' || ++at == end) return std::nullopt;
  }
  return out;
}

}  // namespace apsis
