// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "oracle/wallet/locked_bytes.hpp"

namespace apsis {

/// Where the official client keeps a node's key, and the two ways of hardware wallets; %d is the
/// wallet's index.
inline constexpr std::string_view default_node_path = "m/44'/60'/0'/0/%d";
inline constexpr std::string_view ledger_live_node_path = "m/44'/60'/%d/0/0";
inline constexpr std::string_view my_ether_wallet_node_path = "m/44'/60'/0'/%d";

/// Steps of a BIP-32 path; hardened ones have the highest bit.
using DerivationPath = std::vector<std::uint32_t>;

/// The steps of "m/44'/60'/0'/0/%d" with the index put in. `decode` for a text that is no path.
Expected<DerivationPath> parse_derivation_path(std::string_view text, std::uint32_t index = 0);

/// The seed of BIP-39 (64 bytes) from the words, as they stand, in ASCII. `usage` for other
/// characters; the words' own checksum is not looked at: the address tells whether they are right.
Expected<LockedBytes> seed_of_words(ByteSpan words, ByteSpan passphrase = {});

/// The key of BIP-32 at a path below a seed of 16 to 64 bytes. `decode` for another seed, `invalid`
/// for the one path in 2^127 that has no key.
Expected<LockedBytes> derive_key(ByteSpan seed, const DerivationPath& path);

}  // namespace apsis
