// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/wallet/private_key.hpp"

#include <openssl/rand.h>
#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include <algorithm>

#include "core/check.hpp"
#include "core/hash/keccak.hpp"

namespace apsis {

namespace {

/// The library's tables, blinded once against side channels.
const secp256k1_context* curve() {
  static const secp256k1_context* const context = [] {
    secp256k1_context* made = secp256k1_context_create(SECP256K1_CONTEXT_NONE);
    Bytes32 seed;
    CHECK(RAND_bytes(seed.data(), static_cast<int>(seed.size())) == 1);
    CHECK(secp256k1_context_randomize(made, seed.data()) == 1);
    wipe(seed);
    return made;
  }();
  return context;
}

Bytes20 address_of(const secp256k1_pubkey& key) {
  std::array<std::uint8_t, 65> point;
  std::size_t size = point.size();
  secp256k1_ec_pubkey_serialize(curve(), point.data(), &size, &key, SECP256K1_EC_UNCOMPRESSED);
  const Bytes32 hash = keccak256(ByteSpan(point).subspan(1));
  return to_array<20>(ByteSpan(hash).subspan(12));
}

Expected<secp256k1_pubkey> public_key(ByteSpan secret) {
  secp256k1_pubkey key;
  if (secret.size() != 32 || secp256k1_ec_pubkey_create(curve(), &key, secret.data()) != 1)
    return fail(ErrorKind::decode, "is no key of the curve secp256k1", "key");
  return key;
}

}  // namespace

Expected<PrivateKey> PrivateKey::take(LockedBytes secret) {
  const Expected<secp256k1_pubkey> key = public_key(secret.view());
  if (!key) return std::unexpected(key.error());
  PrivateKey out;
  out.secret_ = std::move(secret);
  out.address_ = address_of(*key);
  return out;
}

Expected<Signature> PrivateKey::sign(const Bytes32& hash) const {
  secp256k1_ecdsa_recoverable_signature made;
  if (secp256k1_ecdsa_sign_recoverable(curve(), &made, hash.data(), secret_.data(),
                                       secp256k1_nonce_function_rfc6979, nullptr) != 1)
    return fail(ErrorKind::mismatch, "signing failed", "key");
  std::array<std::uint8_t, 64> compact;
  int recovery = 0;
  secp256k1_ecdsa_recoverable_signature_serialize_compact(curve(), compact.data(), &recovery,
                                                          &made);
  const ByteSpan parts(compact);
  const Signature out{(recovery & 1) != 0, to_array<32>(parts), to_array<32>(parts.subspan(32))};
  // A bit that flips while signing can give the key away; such a signature never leaves.
  const Expected<Bytes20> back = signer_of(hash, out);
  if (!back || *back != address_)
    return fail(ErrorKind::mismatch, "a signature does not lead back to its address", "key",
                "check this machine's memory");
  return out;
}

Expected<Bytes20> signer_of(const Bytes32& hash, const Signature& signature) {
  std::array<std::uint8_t, 64> compact;
  std::ranges::copy(signature.r, compact.begin());
  std::ranges::copy(signature.s, compact.begin() + 32);
  secp256k1_ecdsa_recoverable_signature parsed;
  if (secp256k1_ecdsa_recoverable_signature_parse_compact(curve(), &parsed, compact.data(),
                                                          signature.is_y_odd ? 1 : 0) != 1)
    return fail(ErrorKind::decode, "r or s is out of range", "signature");
  secp256k1_ecdsa_signature plain;
  secp256k1_ecdsa_recoverable_signature_convert(curve(), &plain, &parsed);
  if (secp256k1_ecdsa_signature_normalize(curve(), nullptr, &plain) == 1)
    return fail(ErrorKind::decode, "s is in the upper half", "signature");
  secp256k1_pubkey key;
  if (secp256k1_ecdsa_recover(curve(), &key, &parsed, hash.data()) != 1)
    return fail(ErrorKind::decode, "no key can have made it", "signature");
  return address_of(key);
}

Expected<std::array<std::uint8_t, 33>> compressed_public_key(ByteSpan secret) {
  const Expected<secp256k1_pubkey> key = public_key(secret);
  if (!key) return std::unexpected(key.error());
  std::array<std::uint8_t, 33> out;
  std::size_t size = out.size();
  secp256k1_ec_pubkey_serialize(curve(), out.data(), &size, &*key, SECP256K1_EC_COMPRESSED);
  return out;
}

bool add_to_secret(std::span<std::uint8_t> secret, ByteSpan tweak) {
  CHECK(secret.size() == 32 && tweak.size() == 32);
  return secp256k1_ec_seckey_tweak_add(curve(), secret.data(), tweak.data()) == 1;
}

}  // namespace apsis
