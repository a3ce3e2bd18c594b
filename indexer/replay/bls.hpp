// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "core/bytes.hpp"
#include "core/error.hpp"

namespace apsis {

/// `eth_aggregate_pubkeys`: sum of compressed public keys, compressed. A key that is not a valid
/// point of the group is an error.
Expected<Bytes48> aggregate_pubkeys(std::span<const Bytes48> pubkeys);

/// `bls.Verify` with the proof-of-possession ciphersuite of the specs: false for any key or
/// signature that is malformed, outside the group or infinite, and for a wrong signature.
bool verify_signature(const Bytes48& pubkey, const Bytes32& message, const Bytes96& signature);

/// `is_valid_deposit_signature`: proof of possession over the deposit message, in the domain of the
/// chain's genesis fork version.
bool is_valid_deposit_signature(const Bytes48& pubkey, const Bytes32& credentials,
                                std::uint64_t amount_gwei, const Bytes96& signature,
                                const std::array<std::uint8_t, 4>& genesis_fork_version);

}  // namespace apsis
