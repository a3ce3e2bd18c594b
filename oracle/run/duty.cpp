// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/duty.hpp"

#include <array>

namespace apsis {

std::string_view duty_state_name(DutyState state) {
  constexpr std::array<std::string_view, duty_states> names = {
      "waiting_time", "waiting_finality", "waiting_input", "held", "voting", "voted",
      "consensus",    "missed",           "diverged",      "off",  "failed"};
  return names.at(static_cast<std::size_t>(state));
}

void add_text(DutyReport& report, const std::string& text) {
  if (text.empty()) return;
  report.text += (report.text.empty() ? "" : "; ") + text;
}

Expected<void> TargetMemory::set_anchor(const DutyTools& tools, std::uint64_t block) {
  if (anchor_block == block) return {};
  const Expected<std::uint64_t> slot = parent_slot(tools, block);
  if (!slot) return std::unexpected(within("last accepted block", slot.error()));
  anchor_slot = *slot;
  anchor_block = block;
  epoch.reset();
  return {};
}

ExecutionBlockOf blocks_of(BeaconReader& beacon) {
  return [&beacon](std::uint64_t slot) { return beacon.execution_block(slot); };
}

Expected<std::uint64_t> parent_slot(const DutyTools& tools, std::uint64_t block) {
  if (block == 0) return 0;
  const Expected<BlockHeader> header = tools.nodes.header(block);
  if (!header) return std::unexpected(header.error());
  return tools.beacon.slot_of(header->parent_beacon_block_root);
}

std::uint64_t final_time_of(const ChainClock& clock, std::uint64_t slot) {
  const std::uint64_t final_epoch = slot / clock.slots_per_epoch + 3;
  return clock.time_of(final_epoch * clock.slots_per_epoch);
}

}  // namespace apsis
