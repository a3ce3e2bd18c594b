// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/run_report.hpp"

#include <fmt/format.h>

#include "indexer/store/chain_identity.hpp"

namespace apsis {

RunReport::RunReport(const char* title, Telemetry& telemetry,
                     std::optional<std::uint64_t> last_slot)
    : telemetry_(telemetry), progress_(title, "slots", last_slot.value_or(0)) {
  if (last_slot) telemetry_.set_target_slot(*last_slot);
}

void RunReport::started(const PipelineStart& start) {
  anchor_slot_ = start.anchor_slot;
  genesis_time_ = start.genesis.genesis_time;
  slot_duration_ms_ = start.config->slot_duration_ms;
  telemetry_.readiness().set_ready();
}

void RunReport::slot_done(std::uint64_t slot, bool empty) {
  slot_ = slot;
  telemetry_.slot_done(slot, empty);
  progress_.update(slot, proven_epoch_ ? fmt::format("epoch {} proven", *proven_epoch_) : "");
}

void RunReport::epoch_proven(const EpochRecord& record) {
  proven_epoch_ = record.epoch.value;
  telemetry_.epoch_proven(record.epoch.value);
}

void RunReport::target(std::uint64_t slot) {
  telemetry_.set_target_slot(slot);
  progress_.set_total(slot);
}

void RunReport::chain_seen(std::uint64_t head_slot, std::uint64_t finalized_slot) {
  if (slot_duration_ms_ == 0) return;  // looked at before the first state was there
  const double since_genesis = static_cast<double>(head_slot * slot_duration_ms_) / 1000;
  telemetry_.chain_seen(head_slot, finalized_slot,
                        static_cast<double>(genesis_time_) + since_genesis);
}

void RunReport::reorganised(std::uint64_t slots) {
  telemetry_.reorganised(slots);
}

void RunReport::node_seen(const NodeReport& node) {
  const std::chrono::duration<double> latency = node.latency;
  telemetry_.node_seen(node.url, node.refusal.empty() && node.failures_in_row == 0, node.lag_slots,
                       node.failures, latency.count());
}

void RunReport::states_kept(const ShelfCounts& counts) {
  telemetry_.states_kept(counts.written, counts.failed, counts.loaded, counts.broken);
}

void RunReport::finish(const Expected<void>& result, const PipelineTally& tally) {
  if (!result) telemetry_.error_seen(result.error().kind);
  progress_.finish(slot_, fmt::format("{} blocks, {} empty slots, {} epochs proven", tally.blocks,
                                      tally.empty_slots, tally.epochs_proven));
}

std::string tally_line(const PipelineTally& tally) {
  return fmt::format("{} blocks, {} epochs proven, {} mismatches\n", tally.blocks,
                     tally.epochs_proven, tally.mismatches);
}

ChainIdentity chain_identity(const PipelineStart& start) {
  ChainIdentity out;
  out.config_name = start.config->config_name;
  out.preset = preset_text(start.config->preset);
  out.genesis_validators_root = start.genesis.genesis_validators_root;
  out.genesis_time = start.genesis.genesis_time;
  out.slots_per_epoch = start.slots_per_epoch;
  out.slot_duration_ms = start.config->slot_duration_ms;
  out.anchor_slot = start.anchor_slot;
  out.anchor_root = start.anchor_block_root;
  for (std::size_t i = 0; i < fork_count; ++i) {
    out.forks.push_back(
        {std::string(fork_names[i]), start.config->forks[i].version, start.config->forks[i].epoch});
  }
  return out;
}

}  // namespace apsis
