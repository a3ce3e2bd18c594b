// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace apsis {

/// The network snapshot file that says what `input` of a golden tree case says.
std::string golden_snapshot_text(const nlohmann::json& golden);

/// The duties file that says what `input.beacon` and `input.withdrawals` of a golden case say.
std::string golden_duties_text(const nlohmann::json& golden);

}  // namespace apsis
