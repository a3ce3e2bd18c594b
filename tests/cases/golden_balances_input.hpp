// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace apsis {

/// The network snapshot file, funds included, that says what `state` and `inputs` of a golden
/// balances case say.
std::string golden_balances_snapshot_text(const nlohmann::json& golden);

}  // namespace apsis
