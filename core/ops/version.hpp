// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace apsis {

/// The version of this build, as "0.1.0 (COMMIT)"; COMMIT is what git described when the build was
/// configured, or "no git".
std::string_view version();

}  // namespace apsis
