// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/error.hpp"
#include "oracle/wallet/keystore_fields.hpp"
#include "oracle/wallet/private_key.hpp"

namespace apsis {

/// The node's key from the official client's wallet file: an EIP-2335 object around the BIP-39
/// seed, with the node's derivation path (the default one if it names none) and index. An index
/// without a key counts as the next one. `decode` for another form, `usage` for a wrong password.
Expected<PrivateKey> open_smartnode_wallet(const KeystoreFields& fields, ByteSpan password);

/// The node's key below a seed: at `path` (with %d) and the first index from `index` on that has
/// one.
Expected<PrivateKey> node_key_of_seed(ByteSpan seed, std::string_view path, std::uint32_t index);

}  // namespace apsis
