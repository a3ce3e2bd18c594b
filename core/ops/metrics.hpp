// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <string>
#include <string_view>

namespace apsis {

/// The metrics of one program. Counters and gauges may be moved from any thread and live as long as
/// this object.
class Metrics {
 public:
  /// Starts with `apsis_build_info{program, version} 1`.
  explicit Metrics(std::string_view program);

  /// A counter of the given name; the same name and labels give the same counter.
  prometheus::Counter& counter(const std::string& name, const std::string& help,
                               const prometheus::Labels& labels = {});
  /// A gauge of the given name.
  prometheus::Gauge& gauge(const std::string& name, const std::string& help,
                           const prometheus::Labels& labels = {});
  /// All of them in Prometheus' text format 0.0.4.
  std::string text() const;

 private:
  prometheus::Registry registry_;
};

}  // namespace apsis
