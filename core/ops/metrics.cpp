// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "core/ops/metrics.hpp"

#include <prometheus/text_serializer.h>

#include "core/ops/version.hpp"

namespace apsis {

Metrics::Metrics(std::string_view program)
    : registry_(prometheus::Registry::InsertBehavior::Merge) {
  gauge("apsis_build_info", "Program and version; always 1",
        {{"program", std::string(program)}, {"version", std::string(version())}})
      .Set(1);
}

prometheus::Counter& Metrics::counter(const std::string& name, const std::string& help,
                                      const prometheus::Labels& labels) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry_).Add(labels);
}

prometheus::Gauge& Metrics::gauge(const std::string& name, const std::string& help,
                                  const prometheus::Labels& labels) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry_).Add(labels);
}

std::string Metrics::text() const {
  return prometheus::TextSerializer().Serialize(registry_.Collect());
}

}  // namespace apsis
