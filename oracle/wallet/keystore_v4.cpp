// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/wallet/keystore_v4.hpp"

#include <openssl/crypto.h>

#include <algorithm>

#include "core/hash/sha256.hpp"

namespace apsis {

namespace {

struct SealedSecret {
  PasswordHash hash;
  Bytes iv;
  Bytes message;
  Bytes checksum;
};

Expected<SealedSecret> sealed_secret(const KeystoreFields& fields) {
  for (const auto& [path, wanted] : {std::pair{"/crypto/checksum/function", "sha256"},
                                     std::pair{"/crypto/cipher/function", "aes-128-ctr"}})
    if (auto ok = fields.expect(path, wanted); !ok) return std::unexpected(ok.error());
  const Expected<std::string> function = fields.text("/crypto/kdf/function");
  if (!function) return std::unexpected(function.error());
  Expected<PasswordHash> hash = password_hash(fields, *function, "/crypto/kdf/params");
  if (!hash) return std::unexpected(hash.error());
  SealedSecret out{.hash = std::move(*hash), .iv = {}, .message = {}, .checksum = {}};
  for (const auto& [path, into] : {std::pair{"/crypto/cipher/params/iv", &out.iv},
                                   std::pair{"/crypto/cipher/message", &out.message},
                                   std::pair{"/crypto/checksum/message", &out.checksum}}) {
    Expected<Bytes> bytes = fields.hex(path);
    if (!bytes) return std::unexpected(bytes.error());
    *into = std::move(*bytes);
  }
  return out;
}

bool opens(const LockedBytes& key, const SealedSecret& sealed) {
  Bytes message(key.data() + 16, key.data() + 32);
  message.insert(message.end(), sealed.message.begin(), sealed.message.end());
  const Bytes32 found = sha256(message);
  wipe(message);
  return sealed.checksum.size() == found.size() &&
         CRYPTO_memcmp(sealed.checksum.data(), found.data(), found.size()) == 0;
}

}  // namespace

Expected<LockedBytes> open_keystore_v4(const KeystoreFields& fields, ByteSpan password) {
  const Expected<SealedSecret> sealed = sealed_secret(fields);
  if (!sealed) return std::unexpected(sealed.error());
  const bool is_plain =
      std::ranges::all_of(password, [](std::uint8_t byte) { return byte < 0x80; });
  for (const bool drops_marks : {false, true}) {
    if (drops_marks && is_plain) break;
    const Expected<LockedBytes> normalized = normalized_password(password, drops_marks);
    if (!normalized) return std::unexpected(normalized.error());
    const Expected<LockedBytes> key = key_of_password(sealed->hash, normalized->view());
    if (!key) return std::unexpected(key.error());
    if (opens(*key, *sealed))
      return aes_128_ctr(key->view().first(16), sealed->iv, sealed->message);
  }
  return wrong_password();
}

}  // namespace apsis
