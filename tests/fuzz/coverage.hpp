// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace apsis {

/// Edges of the code under test that any input has reached so far. The code under test is compiled
/// with -fsanitize-coverage=trace-pc, which calls back at every basic block.
std::size_t edges_reached();

}  // namespace apsis
