// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

#include "oracle/state/beacon_side.hpp"
#include "oracle/state/network_snapshot.hpp"

namespace apsis::test {

/// One of the files NAME-B….json of the recording rocketpool-v14.
nlohmann::json recorded_json(const std::filesystem::path& recording, const std::string& name,
                             int block);

/// What the recording says of the contracts at a block ("network-B….json"), as the values that a
/// capture gives: no beacon side, no user shares, no splits, no interval but its index and length.
NetworkSnapshot recorded_truth(const nlohmann::json& network);

/// The validators of "beacon-B….json".
BeaconValidators recorded_validators(const nlohmann::json& beacon);

/// A recorded number: text or number.
uint256 recorded_number(const nlohmann::json& value);

}  // namespace apsis::test
