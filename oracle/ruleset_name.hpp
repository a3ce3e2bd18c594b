// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/error.hpp"
#include "oracle/interval/ruleset.hpp"

namespace apsis {

/// The ruleset of a name, "v11" or "11"; `usage` for others.
Expected<const Ruleset*> ruleset_named(std::string_view name);

}  // namespace apsis
