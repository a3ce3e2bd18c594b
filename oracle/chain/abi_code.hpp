// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "core/error.hpp"
#include "oracle/chain/abi_type.hpp"
#include "oracle/chain/abi_value.hpp"

namespace apsis {

/// Values in the contract ABI's standard encoding, in the one form that compilers write. `usage`
/// for values that are not of their types.
Expected<Bytes> abi_encode(std::span<const AbiType> types, std::span<const AbiValue> values);

/// Reads that form alone: offsets in order without gaps, unused bytes zero, nothing behind. So the
/// bytes and the values stand for each other, and no hostile answer can take more memory than a
/// fixed multiple of its own size. `decode` with the field and its byte for anything else.
Expected<std::vector<AbiValue>> abi_decode(std::span<const AbiType> types, ByteSpan bytes);

}  // namespace apsis
