// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/bytes.hpp"
#include "core/hex.hpp"
#include "oracle/wallet/private_key.hpp"

namespace apsis {

/// The bytes of a text.
inline ByteSpan bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// A key from hex.
inline PrivateKey key_from(std::string_view hex) {
  return std::move(PrivateKey::take(LockedBytes::copy_of(*from_hex(hex)).value()).value());
}

/// Account 0 of the well-known test words.
inline constexpr std::string_view test_key_hex =
    "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
inline constexpr std::string_view test_address_hex = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";

}  // namespace apsis
