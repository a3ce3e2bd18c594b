// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/run/snapshot_duty.hpp"

#include <fmt/format.h>

#include "core/hex.hpp"

namespace apsis {

namespace {

/// Wanted slots that are remembered, newest first.
constexpr std::size_t max_remembered = 16;

}  // namespace

void SnapshotDuty::start(const DutyTools& tools) {
  if (taker_) return;
  if (!addresses_.empty()) beacon_ = std::make_unique<BeaconNodes>(addresses_);
  taker_ = std::make_unique<SnapshotTaker>(TakerSources{.nodes = tools.nodes,
                                                        .network = tools.network,
                                                        .database = tools.database,
                                                        .beacon = beacon_.get()});
}

Expected<std::set<std::uint64_t>> SnapshotDuty::due_slots(const DutyTools& tools,
                                                          const Moment& moment) {
  const VotingState& state = moment.state;
  std::set<std::uint64_t> out;
  if (state.balances_enabled) {
    if (const auto done = memory_.set_anchor(tools, state.balances_block); !done)
      return std::unexpected(done.error());
    TargetInputs inputs;
    inputs.clock = moment.clock;
    inputs.last_block = state.balances_block;
    inputs.last_parent_slot = memory_.anchor_slot;
    inputs.frequency_seconds = state.balances_frequency;
    // The newest one, and the one that is voted for until that is final.
    const std::uint64_t final_time =
        moment.clock.time_of(moment.finalized_epoch * moment.clock.slots_per_epoch);
    for (const std::uint64_t time : {moment.state.block.timestamp, final_time}) {
      const auto slot = due_balances_slot(inputs, time);
      if (!slot) return std::unexpected(slot.error());
      if (*slot) out.insert(**slot);
    }
  }
  if (!state.rewards_enabled) return out;
  const auto slot = due_rewards_slot({.clock = moment.clock,
                                      .index = state.reward_index,
                                      .interval_start = state.interval_start,
                                      .inflation_start = state.inflation_start,
                                      .interval_seconds = state.interval_seconds,
                                      .head_slot = moment.head_slot(),
                                      .finalized_epoch = moment.finalized_epoch});
  if (!slot) return std::unexpected(slot.error());
  if (*slot) out.insert(**slot);
  return out;
}

Expected<void> SnapshotDuty::take(std::uint64_t slot, const Moment& moment, DutyReport& report) {
  const std::uint64_t before = taker_->counts().taken;
  const auto taken = taker_->take({.slot = slot});
  if (!taken) {
    retry_slot_ = moment.head_slot() + snapshot_retry_slots;
    if (taken.error().kind != ErrorKind::unavailable) return std::unexpected(taken.error());
    report.state = DutyState::waiting_input;
    add_text(report, taken.error().text());
    return {};
  }
  if (moment.finalized_epoch * moment.clock.slots_per_epoch > slot) settled_.insert(slot);
  if (settled_.size() > max_remembered) settled_.erase(settled_.begin());
  if (taker_->counts().taken != before)
    add_text(report, fmt::format("took the snapshot of slot {}, block {}: {} ({} sub-calls, {} ms)",
                                 taken->slot, taken->block_number, to_hex(taken->content_hash),
                                 taken->taking.cost.sub_calls, taken->taking.cost.milliseconds));
  return {};
}

Expected<void> SnapshotDuty::confirm(const Moment& moment, DutyReport& report) {
  if (confirmed_epoch_ == moment.finalized_epoch) return {};
  const auto done = taker_->confirm();
  if (!done) {
    if (done.error().kind != ErrorKind::unavailable) return std::unexpected(done.error());
    add_text(report, done.error().text());
    return {};
  }
  confirmed_epoch_ = moment.finalized_epoch;
  for (const StoredSnapshot& snapshot : done->reorged)
    add_text(report, fmt::format("the block of slot {} was replaced; its snapshot is taken again",
                                 snapshot.slot));
  return {};
}

Expected<DutyReport> SnapshotDuty::step(const DutyTools& tools, const Moment& moment) {
  start(tools);
  DutyReport report;
  const auto due = due_slots(tools, moment);
  if (!due) return std::unexpected(due.error());
  if (const auto done = confirm(moment, report); !done) return std::unexpected(done.error());
  for (const std::uint64_t slot : *due) {
    report.target_slot = slot;
    if (settled_.contains(slot)) continue;
    if (retry_slot_ && moment.head_slot() < *retry_slot_) {
      report.state = DutyState::waiting_input;
      continue;
    }
    if (const auto done = take(slot, moment, report); !done) return std::unexpected(done.error());
  }
  return report;
}

}  // namespace apsis
