// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/uint256.hpp"

namespace apsis {

/// Readers of results as JSON text ("\"0x10\""). `decode` with `place` for anything else.

/// A number in hex that fits 64 bits.
Expected<std::uint64_t> rpc_u64(std::string_view json, std::string_view place);
/// A number in hex.
Expected<uint256> rpc_number(std::string_view json, std::string_view place);
/// Bytes in hex, of any length.
Expected<Bytes> rpc_bytes(std::string_view json, std::string_view place);
/// A hash.
Expected<Bytes32> rpc_hash(std::string_view json, std::string_view place);

/// The text of a number as JSON-RPC writes it: hex without leading zeros.
std::string rpc_hex(const uint256& number);

}  // namespace apsis
