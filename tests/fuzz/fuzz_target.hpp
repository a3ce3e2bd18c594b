// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <vector>

#include "core/bytes.hpp"

namespace apsis {

/// A fuzz target defines these three; target_main.cpp drives it.

/// Name of the target, as in apsis-fuzz-NAME.
extern const char* const target_name;

/// Good inputs to start from.
std::vector<Bytes> target_seeds();

/// A seed whose first byte chooses what its rest is for.
inline Bytes chosen_seed(std::uint8_t choice, ByteSpan rest) {
  Bytes out(rest.size() + 1, choice);
  std::copy(rest.begin(), rest.end(), out.begin() + 1);
  return out;
}

/// Gives any bytes to the code under test. Coming back, with a value or an error, is all that is
/// asked.
void run_target(ByteSpan input);

}  // namespace apsis
