// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "core/error.hpp"
#include "core/ops/health.hpp"
#include "core/ops/metrics.hpp"

namespace apsis {

/// What a running command of the oracle shows of itself: its metrics, its readiness, and the server
/// for both.
class OracleTelemetry {
 public:
  /// Serves at `address` ("ADDRESS:PORT" or "off").
  static Expected<std::unique_ptr<OracleTelemetry>> start(std::string_view address);

  /// The work ahead: an interval of so many epochs with duties. From here on the program is ready.
  void begin_interval(std::uint64_t index, std::uint64_t epochs);
  /// The program does its work, whatever interval it is.
  void ready() { readiness_.set_ready(); }
  /// The metrics, for parts that have their own.
  Metrics& metrics() { return metrics_; }
  /// The duties of a proven epoch were read.
  void epoch_read(std::uint64_t epoch);
  /// A rewards tree was written.
  void tree_built();
  /// Something failed.
  void error_seen(ErrorKind kind);

  /// All metrics, as /metrics gives them.
  std::string text() const { return metrics_.text(); }

 private:
  OracleTelemetry();

  Metrics metrics_;
  Readiness readiness_;
  prometheus::Gauge& interval_;
  prometheus::Gauge& epochs_to_read_;
  prometheus::Gauge& proven_epoch_;
  prometheus::Counter& epochs_read_;
  prometheus::Counter& trees_;
  std::unique_ptr<HttpServer> server_;  // last: it reads all of the above
};

}  // namespace apsis
