// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/hash/keccak.hpp"

#include <cryptopp/keccak.h>

namespace apsis {

Bytes32 keccak256(ByteSpan data) {
  CryptoPP::Keccak_256 hash;
  hash.Update(data.data(), data.size());
  Bytes32 out;
  hash.Final(out.data());
  return out;
}

}  // namespace apsis
