// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace apsis {

/// Value of `--db` for a new, empty database in one server that all tests share: making a cluster
/// takes seconds. The server is stopped when the test program ends.
std::string new_test_database();

}  // namespace apsis
