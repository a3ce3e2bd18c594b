// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/bytes.hpp"
#include "core/hex.hpp"

namespace apsis {

/// PostgreSQL's text form of a bytea value.
inline std::string bytea_text(ByteSpan bytes) {
  return "\\x" + to_hex_bare(bytes);
}

/// PostgreSQL's text form of an integer array.
template <class T>
std::string array_text(std::span<const T> values) {
  std::string out = "{";
  for (const T value : values) {
    if (out.size() > 1) out += ',';
    out += std::to_string(value);
  }
  return out + "}";
}

/// Entries of the text form of a one-dimensional integer array; NULL entries as `null_value`.
/// Nothing if the text is not that.
std::optional<std::vector<std::int64_t>> parse_array_text(std::string_view text,
                                                          std::int64_t null_value);

}  // namespace apsis
