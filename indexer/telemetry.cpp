// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/telemetry.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace apsis {
namespace {

constexpr std::array<std::pair<ErrorKind, const char*>, 5> error_names = {
    {{ErrorKind::decode, "decode"},
     {ErrorKind::invalid, "invalid"},
     {ErrorKind::mismatch, "mismatch"},
     {ErrorKind::usage, "usage"},
     {ErrorKind::unavailable, "unavailable"}}};

prometheus::Counter& error_counter(Metrics& metrics, const char* kind) {
  return metrics.counter("apsis_indexer_errors_total", "Errors by kind", {{"kind", kind}});
}

}  // namespace

Telemetry::Telemetry()
    : metrics_("apsis-indexer"),
      slot_(metrics_.gauge("apsis_indexer_slot", "Last slot that was replayed")),
      target_slot_(metrics_.gauge("apsis_indexer_target_slot", "Slot to reach")),
      lag_slots_(metrics_.gauge("apsis_indexer_lag_slots", "Slots still to replay")),
      proven_epoch_(metrics_.gauge("apsis_indexer_proven_epoch", "Last epoch that was proven")),
      proven_time_(metrics_.gauge("apsis_indexer_proven_timestamp_seconds",
                                  "Unix time at which the last epoch was proven")),
      blocks_(metrics_.counter("apsis_indexer_blocks_total", "Blocks replayed and proven")),
      empty_slots_(metrics_.counter("apsis_indexer_empty_slots_total", "Slots without a block")),
      epochs_(metrics_.counter("apsis_indexer_epochs_proven_total", "Epochs proven")),
      head_slot_(metrics_.gauge("apsis_indexer_head_slot", "Slot of the chain's head")),
      head_lag_(
          metrics_.gauge("apsis_indexer_head_lag_slots", "Slots from the replay to the head")),
      head_time_(metrics_.gauge("apsis_indexer_head_timestamp_seconds",
                                "Unix time at which the slot of the chain's head began")),
      finalized_slot_(
          metrics_.gauge("apsis_indexer_finalized_slot", "First slot of the finalized epoch")),
      reorgs_(metrics_.counter("apsis_indexer_reorgs_total", "Reorganisations that were replayed")),
      reorg_depth_(metrics_.gauge("apsis_indexer_reorg_depth_slots",
                                  "Slots that the last reorganisation took back")),
      reorg_depth_max_(metrics_.gauge("apsis_indexer_reorg_depth_max_slots",
                                      "Slots that the deepest reorganisation took back")) {
  for (const auto& [kind, name] : error_names) error_counter(metrics_, name);
}

Expected<std::unique_ptr<Telemetry>> Telemetry::start(std::string_view address) {
  std::unique_ptr<Telemetry> out(new Telemetry());
  auto server = serve_health(address, out->metrics_, out->readiness_);
  if (!server) return std::unexpected(server.error());
  out->server_ = std::move(*server);
  return out;
}

void Telemetry::slot_done(std::uint64_t slot, bool empty) {
  (empty ? empty_slots_ : blocks_).Increment();
  slot_.Set(static_cast<double>(slot));
  lag_slots_.Set(std::max(0.0, target_slot_.Value() - static_cast<double>(slot)));
}

void Telemetry::set_target_slot(std::uint64_t slot) {
  target_slot_.Set(static_cast<double>(slot));
  lag_slots_.Set(std::max(0.0, static_cast<double>(slot) - slot_.Value()));
}

void Telemetry::epoch_proven(std::uint64_t epoch) {
  epochs_.Increment();
  proven_epoch_.Set(static_cast<double>(epoch));
  proven_time_.SetToCurrentTime();
}

void Telemetry::chain_seen(std::uint64_t head_slot, std::uint64_t finalized_slot,
                           double head_time_seconds) {
  head_time_.Set(head_time_seconds);
  head_slot_.Set(static_cast<double>(head_slot));
  finalized_slot_.Set(static_cast<double>(finalized_slot));
  head_lag_.Set(std::max(0.0, head_slot_.Value() - slot_.Value()));
}

void Telemetry::reorganised(std::uint64_t slots) {
  reorgs_.Increment();
  reorg_depth_.Set(static_cast<double>(slots));
  reorg_depth_max_.Set(std::max(reorg_depth_max_.Value(), reorg_depth_.Value()));
}

void Telemetry::node_seen(const std::string& url, bool usable, std::uint64_t lag_slots,
                          std::uint64_t failures, double latency_seconds) {
  const auto set = [&](const char* name, const char* help, double value) {
    metrics_.gauge(name, help, {{"node", url}}).Set(value);
  };
  set("apsis_indexer_node_usable", "Whether the node is used: 1 or 0", usable ? 1 : 0);
  set("apsis_indexer_node_lag_slots", "Slots of the node's head behind the best one's",
      static_cast<double>(lag_slots));
  set("apsis_indexer_node_failures", "Requests without a usable answer since the start",
      static_cast<double>(failures));
  set("apsis_indexer_node_latency_seconds", "Moving average of answered requests", latency_seconds);
}

void Telemetry::states_kept(std::uint64_t written, std::uint64_t failed, std::uint64_t loaded,
                            std::uint64_t broken) {
  const auto set = [&](const char* result, std::uint64_t count) {
    metrics_
        .gauge("apsis_indexer_kept_states", "Kept states since the start, by what became of them",
               {{"result", result}})
        .Set(static_cast<double>(count));
  };
  set("written", written);
  set("failed", failed);
  set("loaded", loaded);
  set("broken", broken);
}

void Telemetry::error_seen(ErrorKind kind) {
  for (const auto& [known, name] : error_names) {
    if (known == kind) error_counter(metrics_, name).Increment();
  }
}

}  // namespace apsis
