// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "core/uint256.hpp"

namespace apsis {

/// What the oracle needs of an execution block's header.
struct BlockHeader {
  std::uint64_t number = 0;
  Bytes32 hash{};
  Bytes32 parent_hash{};
  Bytes32 state_root{};
  std::uint64_t timestamp = 0;  ///< seconds since 1970
  Bytes32 parent_beacon_block_root{};
  uint256 base_fee_wei;

  bool operator==(const BlockHeader&) const = default;
};

/// Reads what eth_getBlockByNumber and eth_getBlockByHash give. `decode` with `place` and the field
/// for anything else.
Expected<BlockHeader> parse_block_header(std::string_view json, std::string_view place);

}  // namespace apsis
