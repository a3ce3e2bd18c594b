// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/bytes.hpp"
#include "core/error.hpp"

namespace apsis {

/// Whether the bytes begin as a zstd frame does.
bool is_zstd(ByteSpan bytes);

/// What a `.zst` copy holds, of any encoder; `decode` if it is damaged, is more than one frame or
/// would give more than `max_bytes`.
Expected<Bytes> read_zstd(ByteSpan compressed, std::size_t max_bytes);

/// A `.zst` copy: one frame. Oracle nodes compress with another encoder, so that their copies have
/// the same content and other bytes (and another content id).
Expected<Bytes> write_zstd(ByteSpan content);

}  // namespace apsis
