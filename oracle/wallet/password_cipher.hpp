// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "oracle/wallet/locked_bytes.hpp"

namespace apsis {

/// Bytes of the keys that passwords are made into: 16 for the cipher, 16 for the check.
inline constexpr std::size_t password_key_bytes = 32;
/// Most memory that one scrypt may take.
inline constexpr std::uint64_t max_scrypt_bytes = std::uint64_t{1} << 30;
/// Most rounds of PBKDF2 that are done.
inline constexpr std::uint64_t max_pbkdf2_rounds = 20'000'000;

/// How a keystore makes a key of 32 bytes from a password.
struct PasswordHash {
  bool is_scrypt = true;     ///< else PBKDF2 with HMAC-SHA-256
  std::uint64_t n = 1;       ///< scrypt's cost, a power of two
  std::uint64_t r = 8;       ///< scrypt's block size
  std::uint64_t p = 1;       ///< scrypt's parallelism
  std::uint64_t rounds = 0;  ///< PBKDF2's
  Bytes salt{};
};

/// The key of a password. `decode` for parameters that are none or cost more than the limits.
Expected<LockedBytes> key_of_password(const PasswordHash& hash, ByteSpan password);

/// AES-128 in counter mode; encrypts and decrypts. `decode` unless key and iv have 16 bytes.
Expected<LockedBytes> aes_128_ctr(ByteSpan key, ByteSpan iv, ByteSpan text);

/// The password as EIP-2335 wants it: NFKD, then without control characters. `usage` for bytes
/// that are not UTF-8. `drops_marks` gives the form that an older writer of such files used by
/// mistake, without combining marks.
Expected<LockedBytes> normalized_password(ByteSpan password, bool drops_marks = false);

}  // namespace apsis
