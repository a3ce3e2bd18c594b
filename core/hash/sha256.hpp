// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/bytes.hpp"

namespace apsis {

/// One implementation of SHA-256. All give the same answers; they differ in the instructions used.
struct Sha256Kernel {
  const char* name;
  /// Runs the compression function over `blocks` 64-byte blocks.
  void (*compress)(std::uint32_t state[8], const std::uint8_t* data, std::size_t blocks);
  /// out[i] = SHA-256 of the 64 bytes in[i]; `out` may be the start of `in`.
  void (*hash_pairs)(std::uint8_t* out, const std::uint8_t* in, std::size_t pairs);
  /// out[i] = hash of a message of at most 55 bytes that lies padded in the 64 bytes in[i]
  /// (`pad_block`); `out` may be the start of `in`.
  void (*hash_blocks)(std::uint8_t* out, const std::uint8_t* in, std::size_t count);
};

/// Plain C++, on every machine; the twin that the others are tested against.
const Sha256Kernel& sha256_scalar();
/// SHA-NI, two hashes interleaved; null where the processor has no SHA extensions.
const Sha256Kernel* sha256_sha_ni();
/// AVX-512, sixteen hashes side by side where there are so many; null where the processor has none.
const Sha256Kernel* sha256_avx512();
/// The fastest kernel of this machine, chosen at the first call.
const Sha256Kernel& sha256_kernel();

/// Pads the first `size` (at most 55) of 64 bytes as a whole message.
void pad_block(std::uint8_t* block, std::size_t size);

/// SHA-256 with a given kernel.
Bytes32 sha256_with(const Sha256Kernel& kernel, ByteSpan data);
/// SHA-256 with the fastest kernel.
Bytes32 sha256(ByteSpan data);
/// SHA-256 of two 32-byte nodes, one after the other.
Bytes32 hash_pair(const Bytes32& left, const Bytes32& right);

/// Round constants (FIPS 180-4, section 4.2.2).
extern const std::uint32_t sha256_round_constants[64];
/// Round constants plus the message schedule of the padding block of a 64-byte message.
extern const std::uint32_t sha256_padding_schedule[64];
/// Initial state (FIPS 180-4, section 5.3.3).
extern const std::uint32_t sha256_initial_state[8];

}  // namespace apsis
