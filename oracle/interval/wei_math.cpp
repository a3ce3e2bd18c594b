// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/interval/wei_math.hpp"

namespace apsis {

int256 floor_div(const int256& a, const int256& b) {
  const int256 quotient = a / b;
  return a < 0 && quotient * b != a ? int256(quotient - 1) : quotient;
}

}  // namespace apsis
