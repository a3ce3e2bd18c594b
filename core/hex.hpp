// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.hpp"

namespace apsis {

/// Lower-case hex with the prefix "0x".
std::string to_hex(ByteSpan bytes);

/// Lower-case hex without a prefix.
std::string to_hex_bare(ByteSpan bytes);

/// Bytes of a hex text, with or without "0x", either case; nothing if it is not hex.
std::optional<Bytes> from_hex(std::string_view text);

/// As from_hex, and exactly N bytes long.
template <std::size_t N>
std::optional<std::array<std::uint8_t, N>> array_from_hex(std::string_view text) {
  const std::optional<Bytes> bytes = from_hex(text);
  if (!bytes || bytes->size() != N) return std::nullopt;
  return to_array<N>(*bytes);
}

}  // namespace apsis
