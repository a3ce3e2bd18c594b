// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/telemetry.hpp"

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
  return metrics.counter("apsis_oracle_errors_total", "Errors by kind", {{"kind", kind}});
}

}  // namespace

OracleTelemetry::OracleTelemetry()
    : metrics_("apsis-oracle"),
      interval_(metrics_.gauge("apsis_oracle_interval", "Rewards interval that is computed")),
      epochs_to_read_(
          metrics_.gauge("apsis_oracle_lag_epochs", "Epochs whose duties are still to be read")),
      proven_epoch_(
          metrics_.gauge("apsis_oracle_proven_epoch", "Last proven epoch whose duties were read")),
      epochs_read_(metrics_.counter("apsis_oracle_epochs_read_total", "Epochs read")),
      trees_(metrics_.counter("apsis_oracle_trees_built_total", "Rewards trees written")) {
  for (const auto& [kind, name] : error_names) error_counter(metrics_, name);
}

Expected<std::unique_ptr<OracleTelemetry>> OracleTelemetry::start(std::string_view address) {
  std::unique_ptr<OracleTelemetry> out(new OracleTelemetry());
  auto server = serve_health(address, out->metrics_, out->readiness_);
  if (!server) return std::unexpected(server.error());
  out->server_ = std::move(*server);
  return out;
}

void OracleTelemetry::begin_interval(std::uint64_t index, std::uint64_t epochs) {
  interval_.Set(static_cast<double>(index));
  epochs_to_read_.Set(static_cast<double>(epochs));
  readiness_.set_ready();
}

void OracleTelemetry::epoch_read(std::uint64_t epoch) {
  epochs_read_.Increment();
  epochs_to_read_.Set(std::max(0.0, epochs_to_read_.Value() - 1));
  proven_epoch_.Set(static_cast<double>(epoch));
}

void OracleTelemetry::tree_built() {
  trees_.Increment();
}

void OracleTelemetry::error_seen(ErrorKind kind) {
  for (const auto& [known, name] : error_names) {
    if (known == kind) error_counter(metrics_, name).Increment();
  }
}

}  // namespace apsis
