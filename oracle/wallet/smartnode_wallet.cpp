// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/wallet/smartnode_wallet.hpp"

#include <limits>

#include "oracle/wallet/key_derivation.hpp"
#include "oracle/wallet/keystore_v4.hpp"

namespace apsis {

Expected<PrivateKey> node_key_of_seed(ByteSpan seed, std::string_view path, std::uint32_t index) {
  // A second index without a key in a row does not happen within the age of the universe.
  constexpr std::uint32_t tries = 2;
  for (std::uint32_t at = 0;; ++at) {
    const Expected<DerivationPath> steps = parse_derivation_path(path, index + at);
    if (!steps) return std::unexpected(steps.error());
    Expected<LockedBytes> secret = derive_key(seed, *steps);
    if (secret) return PrivateKey::take(std::move(*secret));
    if (secret.error().kind != ErrorKind::invalid || at + 1 == tries)
      return std::unexpected(secret.error());
  }
}

Expected<PrivateKey> open_smartnode_wallet(const KeystoreFields& fields, ByteSpan password) {
  const Expected<std::uint64_t> version = fields.number("/version");
  if (!version) return std::unexpected(version.error());
  if (*version != 4) return fail(ErrorKind::decode, "is not 4", "keystore /version");
  std::string path(default_node_path);
  if (fields.has("/derivationPath")) {
    const Expected<std::string> own = fields.text("/derivationPath");
    if (!own) return std::unexpected(own.error());
    if (!own->empty()) path = *own;
  }
  if (path.find("%d") == std::string::npos)
    return fail(ErrorKind::decode, "has no place for the index (%d)", "keystore /derivationPath");
  std::uint64_t index = 0;
  if (fields.has("/walletIndex")) {
    const Expected<std::uint64_t> own = fields.number("/walletIndex");
    if (!own) return std::unexpected(own.error());
    index = *own;
  }
  if (index > std::numeric_limits<std::int32_t>::max())
    return fail(ErrorKind::decode, "is too large", "keystore /walletIndex");
  const Expected<LockedBytes> seed = open_keystore_v4(fields, password);
  if (!seed) return std::unexpected(seed.error());
  return node_key_of_seed(seed->view(), path, static_cast<std::uint32_t>(index));
}

}  // namespace apsis
