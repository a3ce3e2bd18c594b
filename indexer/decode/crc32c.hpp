// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/bytes.hpp"

namespace apsis {

/// CRC-32C (Castagnoli) of the bytes, by the processor's instruction where it has one.
std::uint32_t crc32c(ByteSpan bytes);

/// The same, a byte at a time from a table: the plain twin that tests compare with.
std::uint32_t crc32c_plain(ByteSpan bytes);

}  // namespace apsis
