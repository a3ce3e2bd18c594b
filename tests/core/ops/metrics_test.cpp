// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "core/ops/metrics.hpp"

namespace apsis {
namespace {

TEST_CASE("metrics are given in Prometheus' text format") {
  Metrics metrics("sample");
  metrics.counter("apsis_blocks_total", "Blocks").Increment(3);
  metrics.gauge("apsis_proven_epoch", "Epoch").Set(17);
  const std::string text = metrics.text();
  CHECK(text.find("# TYPE apsis_blocks_total counter\napsis_blocks_total 3\n") !=
        std::string::npos);
  CHECK(text.find("# HELP apsis_proven_epoch Epoch\n") != std::string::npos);
  CHECK(text.find("\napsis_proven_epoch 17\n") != std::string::npos);
  CHECK(text.find("apsis_build_info{program=\"sample\"") != std::string::npos);
}

TEST_CASE("the same name and labels give the same counter, other labels another") {
  Metrics metrics("sample");
  auto& counter = metrics.counter("apsis_errors_total", "Errors", {{"kind", "a"}});
  CHECK(&counter == &metrics.counter("apsis_errors_total", "Errors", {{"kind", "a"}}));
  CHECK(&counter != &metrics.counter("apsis_errors_total", "Errors", {{"kind", "b"}}));
}

}  // namespace
}  // namespace apsis
