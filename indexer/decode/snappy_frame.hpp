// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "core/bytes.hpp"
#include "core/error.hpp"

namespace apsis {

/// Most bytes that one snappy stream may unpack to: several times a mainnet state.
inline constexpr std::size_t max_unpacked_bytes = std::size_t{4} << 30;

/// True when the bytes begin like a stream in snappy's framing format.
bool is_snappy_framed(ByteSpan bytes);

/// Unpacks a stream in snappy's framing format; every chunk's CRC-32C is checked. Errors (decode)
/// name the byte of the chunk: no stream identifier, a cut or overlong chunk, a reserved type,
/// wrong data, a wrong checksum, more than `max_bytes`.
Expected<Bytes> unpack_snappy_frames(ByteSpan framed, std::size_t max_bytes = max_unpacked_bytes);

/// Packs bytes into snappy's framing format.
Bytes pack_snappy_frames(ByteSpan bytes);

/// Unpacks one raw snappy block (the *.ssz_snappy files of the official cases), which carries no
/// checksum. Errors (decode): not snappy, or more than `max_bytes`.
Expected<Bytes> unpack_snappy_block(ByteSpan packed, std::size_t max_bytes = max_unpacked_bytes);

}  // namespace apsis
