// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "core/bytes.hpp"
#include "core/uint256.hpp"
#include "oracle/duties/submission_target.hpp"

namespace apsis {

/// A number of a vector, written as a number or as decimal text.
std::uint64_t golden_u64(const nlohmann::json& value);
uint256 golden_u256(const nlohmann::json& value);
Bytes20 golden_address(const nlohmann::json& value);

/// Slots and epochs of a vector's chain; 12 seconds and 32 slots where it does not say.
ChainClock golden_clock(const nlohmann::json& inputs);
/// Answers from a vector's `beacon_blocks` and `el_block_by_hash`, which it outlives. A slot that
/// is not listed has no block.
ExecutionBlockOf golden_blocks(const nlohmann::json& inputs);
/// What a vector says about its next target.
TargetInputs golden_target_inputs(const nlohmann::json& inputs);

}  // namespace apsis
