// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/bytes.hpp"

namespace apsis {

/// Public keys that are real points of the group: key i belongs to the secret number i + 1.
std::vector<Bytes48> make_pubkeys(std::size_t count);

/// Signature of key `index` over a 32-byte message.
Bytes96 sign_with_key(std::size_t index, const Bytes32& message);

/// Sum of keys, compressed.
Bytes48 sum_of_keys(std::span<const std::size_t> indices);

}  // namespace apsis
