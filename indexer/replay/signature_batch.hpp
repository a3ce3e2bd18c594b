// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/bytes.hpp"
#include "core/error.hpp"
#include "indexer/replay/pubkey_points.hpp"

namespace apsis {

/// One signature to check: key (or sum of keys), signing root, and whose it is, for people.
struct SignatureTask {
  PublicPoint pubkey;
  Bytes32 signing_root;
  Bytes96 signature;
  std::string what;
};

/// Checks all signatures with one product of pairings, each weighted with a random number of 64
/// bits, so that wrong ones cannot cancel each other. If the product is wrong, each is checked
/// alone, and the error names the first wrong one.
Expected<void> verify_signatures(const std::vector<SignatureTask>& tasks);

}  // namespace apsis
