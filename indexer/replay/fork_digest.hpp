// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "core/bytes.hpp"
#include "indexer/decode/chain_config.hpp"

namespace apsis {

/// `compute_fork_digest`: four bytes by which nodes tell whether they follow the same chain by the
/// same rules in `epoch`. From Fulu on the blob schedule enters (EIP-7892).
std::array<std::uint8_t, 4> compute_fork_digest(const ChainConfig& config,
                                                const Bytes32& genesis_validators_root,
                                                std::uint64_t epoch);

}  // namespace apsis
