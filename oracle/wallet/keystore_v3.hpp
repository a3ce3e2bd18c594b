// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/error.hpp"
#include "oracle/wallet/keystore_fields.hpp"
#include "oracle/wallet/private_key.hpp"

namespace apsis {

/// Opens a keystore of version 3, as geth and other clients write it ("Web3 secret storage").
/// `decode` for a file of another form, `usage` for a wrong password, `mismatch` if the key's
/// address is not the one that the file names.
Expected<PrivateKey> open_keystore_v3(const KeystoreFields& fields, ByteSpan password);

/// A keystore of version 3 for a key: scrypt (n 2^18, r 8, p 1) and AES-128 in counter mode, with
/// fresh random salt, iv and id.
Expected<std::string> write_keystore_v3(const PrivateKey& key, ByteSpan password);

}  // namespace apsis
