// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/decode/config_values.hpp"

#include <charconv>

namespace apsis {

std::unexpected<Error> bad_config_value(const std::string& key, const std::string& value) {
  return fail(ErrorKind::usage, "\"" + value + "\" is not a value for this key", "config " + key);
}

Expected<std::optional<std::uint64_t>> config_number(const ConfigValues& values,
                                                     const std::string& key) {
  const auto found = values.find(key);
  if (found == values.end()) return std::nullopt;
  const std::string& text = found->second;
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size()) return bad_config_value(key, text);
  return out;
}

}  // namespace apsis
