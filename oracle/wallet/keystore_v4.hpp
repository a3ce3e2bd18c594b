// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/error.hpp"
#include "oracle/wallet/keystore_fields.hpp"
#include "oracle/wallet/locked_bytes.hpp"

namespace apsis {

/// Decrypts the `crypto` object of an EIP-2335 keystore (version 4): scrypt or PBKDF2, SHA-256 as
/// check, AES-128 in counter mode. Gives the secret, whatever it is. `decode` for another form,
/// `usage` for a wrong password.
Expected<LockedBytes> open_keystore_v4(const KeystoreFields& fields, ByteSpan password);

}  // namespace apsis
