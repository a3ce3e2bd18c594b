// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cases/golden_chain.hpp"

#include "core/hex.hpp"

namespace apsis {

using nlohmann::json;

std::uint64_t golden_u64(const json& value) {
  return value.is_string() ? std::stoull(value.get<std::string>()) : value.get<std::uint64_t>();
}

uint256 golden_u256(const json& value) {
  return value.is_string() ? uint256(value.get<std::string>())
                           : uint256(value.get<std::uint64_t>());
}

Bytes20 golden_address(const json& value) {
  return array_from_hex<20>(value.get<std::string>()).value();
}

ChainClock golden_clock(const json& inputs) {
  ChainClock out;
  out.genesis_time = golden_u64(inputs.at("genesis_time"));
  if (inputs.contains("seconds_per_slot"))
    out.seconds_per_slot = golden_u64(inputs.at("seconds_per_slot"));
  if (inputs.contains("slots_per_epoch"))
    out.slots_per_epoch = golden_u64(inputs.at("slots_per_epoch"));
  return out;
}

ExecutionBlockOf golden_blocks(const json& inputs) {
  return [&inputs](std::uint64_t slot) -> Expected<std::optional<std::uint64_t>> {
    const json& blocks = inputs.at("beacon_blocks");
    const std::string key = std::to_string(slot);
    if (!blocks.contains(key) || !blocks.at(key).at("exists").get<bool>()) return std::nullopt;
    const json& block = blocks.at(key);
    const std::uint64_t number = golden_u64(block.at("el_block"));
    const std::string hash = block.at("el_hash").get<std::string>();
    if (number != 0) return number;
    if (hash.empty()) return std::nullopt;
    const json& by_hash = inputs.at("el_block_by_hash");
    if (!by_hash.contains(hash)) return std::nullopt;
    return golden_u64(by_hash.at(hash));
  };
}

TargetInputs golden_target_inputs(const json& inputs) {
  TargetInputs out;
  out.clock = golden_clock(inputs);
  out.last_block = golden_u64(inputs.at("last_submission_block"));
  out.last_parent_slot = golden_u64(inputs.at("last_block_parent_slot"));
  out.reference_time = golden_u64(inputs.at("reference_timestamp"));
  out.frequency_seconds = golden_u64(inputs.at("interval_seconds"));
  out.finalized_epoch = golden_u64(inputs.at("finalized_epoch"));
  return out;
}

}  // namespace apsis
