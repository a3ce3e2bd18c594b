// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/ops/health.hpp"
#include "core/ops/metrics.hpp"

namespace apsis {

/// What a running indexer shows of itself: its metrics, its readiness, and the server for both.
/// Counters and gauges may be moved from any thread.
class Telemetry {
 public:
  /// Serves at `address` ("ADDRESS:PORT" or "off").
  static Expected<std::unique_ptr<Telemetry>> start(std::string_view address);

  /// A block was replayed, or its slot found empty.
  void slot_done(std::uint64_t slot, bool empty);
  /// The slot to reach: the recording's end, or what the node finalized. Moves the lag.
  void set_target_slot(std::uint64_t slot);
  /// An epoch was proven, and stored unless the command has no database.
  void epoch_proven(std::uint64_t epoch);
  /// What the nodes tell of the chain; `head_time`: Unix time at which the head's slot began.
  void chain_seen(std::uint64_t head_slot, std::uint64_t finalized_slot, double head_time_seconds);
  /// A reorganisation took blocks of that many slots back.
  void reorganised(std::uint64_t slots);
  /// Totals of the kept states since the start of the program.
  void states_kept(std::uint64_t written, std::uint64_t failed, std::uint64_t loaded,
                   std::uint64_t broken);
  /// How one beacon node does, by its redacted URL.
  void node_seen(const std::string& url, bool usable, std::uint64_t lag_slots,
                 std::uint64_t failures, double latency_seconds);
  /// Something failed.
  void error_seen(ErrorKind kind);

  /// Ready once the program has its anchor state, node and database.
  Readiness& readiness() { return readiness_; }
  /// All metrics, as /metrics gives them.
  std::string text() const { return metrics_.text(); }

 private:
  Telemetry();

  Metrics metrics_;
  Readiness readiness_;
  prometheus::Gauge& slot_;
  prometheus::Gauge& target_slot_;
  prometheus::Gauge& lag_slots_;
  prometheus::Gauge& proven_epoch_;
  prometheus::Gauge& proven_time_;
  prometheus::Counter& blocks_;
  prometheus::Counter& empty_slots_;
  prometheus::Counter& epochs_;
  prometheus::Gauge& head_slot_;
  prometheus::Gauge& head_lag_;
  prometheus::Gauge& head_time_;
  prometheus::Gauge& finalized_slot_;
  prometheus::Counter& reorgs_;
  prometheus::Gauge& reorg_depth_;
  prometheus::Gauge& reorg_depth_max_;
  std::unique_ptr<HttpServer> server_;  // last: it reads all of the above
};

}  // namespace apsis
