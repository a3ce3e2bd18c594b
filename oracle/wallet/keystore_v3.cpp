// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/wallet/keystore_v3.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>

#include "core/hash/keccak.hpp"
#include "core/hex.hpp"

namespace apsis {

namespace {

/// What geth uses for its own files.
constexpr std::uint64_t written_scrypt_n = 1 << 18;
constexpr std::size_t max_key_bytes = 32;

Bytes32 mac_of(const LockedBytes& key, ByteSpan ciphertext) {
  Bytes message(key.data() + 16, key.data() + 32);
  message.insert(message.end(), ciphertext.begin(), ciphertext.end());
  const Bytes32 out = keccak256(message);
  wipe(message);
  return out;
}

Expected<PrivateKey> key_of(const LockedBytes& plain) {
  Expected<LockedBytes> secret = LockedBytes::make(max_key_bytes);
  if (!secret) return std::unexpected(secret.error());
  // Some writers leave leading zeros of the key out.
  std::ranges::copy(plain.view(),
                    secret->bytes().end() - static_cast<std::ptrdiff_t>(plain.size()));
  return PrivateKey::take(std::move(*secret));
}

Expected<PrivateKey> decrypt(const KeystoreFields& fields, const PasswordHash& hash,
                             ByteSpan password) {
  const Expected<Bytes> ciphertext = fields.hex("/crypto/ciphertext");
  if (!ciphertext) return std::unexpected(ciphertext.error());
  if (ciphertext->empty() || ciphertext->size() > max_key_bytes)
    return fail(ErrorKind::decode, "holds no key of 32 bytes", "keystore /crypto/ciphertext");
  const Expected<Bytes> iv = fields.hex("/crypto/cipherparams/iv");
  if (!iv) return std::unexpected(iv.error());
  const Expected<Bytes> mac = fields.hex("/crypto/mac");
  if (!mac) return std::unexpected(mac.error());
  const Expected<LockedBytes> key = key_of_password(hash, password);
  if (!key) return std::unexpected(key.error());
  const Bytes32 found = mac_of(*key, *ciphertext);
  if (mac->size() != found.size() || CRYPTO_memcmp(mac->data(), found.data(), found.size()) != 0)
    return wrong_password();
  const Expected<LockedBytes> plain = aes_128_ctr(key->view().first(16), *iv, *ciphertext);
  if (!plain) return std::unexpected(plain.error());
  return key_of(*plain);
}

std::string random_id() {
  std::array<std::uint8_t, 16> id;
  RAND_bytes(id.data(), static_cast<int>(id.size()));
  id[6] = static_cast<std::uint8_t>((id[6] & 0x0f) | 0x40);
  id[8] = static_cast<std::uint8_t>((id[8] & 0x3f) | 0x80);
  std::string out = to_hex_bare(id);
  for (const std::size_t at : {20, 16, 12, 8}) out.insert(at, "-");
  return out;
}

}  // namespace

Expected<PrivateKey> open_keystore_v3(const KeystoreFields& fields, ByteSpan password) {
  const Expected<std::uint64_t> version = fields.number("/version");
  if (!version) return std::unexpected(version.error());
  if (*version != 3) return fail(ErrorKind::decode, "is not 3", "keystore /version");
  if (auto ok = fields.expect("/crypto/cipher", "aes-128-ctr"); !ok)
    return std::unexpected(ok.error());
  const Expected<std::string> function = fields.text("/crypto/kdf");
  if (!function) return std::unexpected(function.error());
  const Expected<PasswordHash> hash = password_hash(fields, *function, "/crypto/kdfparams");
  if (!hash) return std::unexpected(hash.error());
  Expected<PrivateKey> key = decrypt(fields, *hash, password);
  if (!key || !fields.has("/address")) return key;
  const Expected<Bytes> address = fields.hex("/address");
  if (!address) return std::unexpected(address.error());
  if (!std::ranges::equal(*address, key->address()))
    return fail(ErrorKind::mismatch, "is not the address of the key, " + to_hex(key->address()),
                "keystore /address", "the file was put together from two");
  return key;
}

Expected<std::string> write_keystore_v3(const PrivateKey& key, ByteSpan password) {
  std::array<std::uint8_t, 32> salt;
  std::array<std::uint8_t, 16> iv;
  if (RAND_bytes(salt.data(), static_cast<int>(salt.size())) != 1 ||
      RAND_bytes(iv.data(), static_cast<int>(iv.size())) != 1)
    return fail(ErrorKind::unavailable, "the system gives no random bytes", "keystore");
  const PasswordHash hash{.n = written_scrypt_n, .salt = {salt.begin(), salt.end()}};
  const Expected<LockedBytes> lock = key_of_password(hash, password);
  if (!lock) return std::unexpected(lock.error());
  const Expected<LockedBytes> ciphertext = aes_128_ctr(lock->view().first(16), iv, key.secret());
  if (!ciphertext) return std::unexpected(ciphertext.error());
  return fmt::format(R"({{"address":"{}","crypto":{{"cipher":"aes-128-ctr","ciphertext":"{}",)"
                     R"("cipherparams":{{"iv":"{}"}},"kdf":"scrypt",)"
                     R"("kdfparams":{{"dklen":32,"n":{},"p":{},"r":{},"salt":"{}"}},"mac":"{}"}},)"
                     R"("id":"{}","version":3}})",
                     to_hex_bare(key.address()), to_hex_bare(ciphertext->view()), to_hex_bare(iv),
                     hash.n, hash.p, hash.r, to_hex_bare(salt),
                     to_hex_bare(mac_of(*lock, ciphertext->view())), random_id());
}

}  // namespace apsis
