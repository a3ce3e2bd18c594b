// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "oracle/wallet/locked_bytes.hpp"

namespace apsis {

/// An ECDSA signature on secp256k1; `s` is in the lower half, as the chain wants it.
struct Signature {
  bool is_y_odd = false;
  Bytes32 r{};
  Bytes32 s{};

  bool operator==(const Signature&) const = default;
};

/// A secp256k1 key in locked memory, and its address.
class PrivateKey {
 public:
  /// Takes 32 bytes over. `decode` for bytes that are no key of the curve.
  static Expected<PrivateKey> take(LockedBytes secret);

  const Bytes20& address() const { return address_; }
  /// The signature of a hash, its nonce as RFC 6979 says: the same hash gives the same bytes.
  /// `mismatch` if the signature does not lead back to the address (a fault of the machine).
  Expected<Signature> sign(const Bytes32& hash) const;
  /// The key itself, for writing a keystore and deriving children.
  ByteSpan secret() const { return secret_.view(); }

 private:
  PrivateKey() = default;
  LockedBytes secret_;
  Bytes20 address_{};
};

/// Address whose key signed the hash. `decode` for a signature that no key can have made, and for
/// one with `s` in the upper half.
Expected<Bytes20> signer_of(const Bytes32& hash, const Signature& signature);

/// The compressed public key of a secret of 32 bytes; nothing if it is no key of the curve.
Expected<std::array<std::uint8_t, 33>> compressed_public_key(ByteSpan secret);
/// secret := secret + tweak modulo the curve's order; false if that is no key.
bool add_to_secret(std::span<std::uint8_t> secret, ByteSpan tweak);

}  // namespace apsis
