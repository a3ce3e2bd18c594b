// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace apsis {

/// Ciphersuite of all signatures of the beacon chain (phase0/beacon-chain.md, BLS signatures).
inline constexpr char bls_suite[] = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";
inline constexpr std::size_t bls_suite_size = sizeof bls_suite - 1;

/// The suite's name as bytes.
inline const std::uint8_t* bls_suite_bytes() {
  return reinterpret_cast<const std::uint8_t*>(bls_suite);
}

}  // namespace apsis
