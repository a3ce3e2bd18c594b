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
      epochs_(metrics_.counter("apsis_indexer_epochs_proven_total", "Epochs proven")) {
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

void Telemetry::error_seen(ErrorKind kind) {
  for (const auto& [known, name] : error_names) {
    if (known == kind) error_counter(metrics_, name).Increment();
  }
}

}  // namespace apsis
