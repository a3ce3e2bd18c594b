// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/bytes.hpp"

namespace apsis {

/// Keccak-256 with the original padding, as the EVM uses it (not SHA3-256).
Bytes32 keccak256(ByteSpan data);

}  // namespace apsis
