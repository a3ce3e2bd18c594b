// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "oracle/telemetry.hpp"

#include <doctest/doctest.h>

namespace apsis {
namespace {

TEST_CASE("apsis-oracle: metrics follow the work") {
  const auto started = OracleTelemetry::start("off");
  REQUIRE(started.has_value());
  OracleTelemetry& telemetry = **started;
  telemetry.begin_interval(7, 20);
  telemetry.epoch_read(100);
  telemetry.epoch_read(101);
  telemetry.tree_built();
  telemetry.error_seen(ErrorKind::unavailable);
  const std::string text = telemetry.text();
  for (const char* line :
       {"apsis_oracle_interval 7", "apsis_oracle_lag_epochs 18", "apsis_oracle_proven_epoch 101",
        "apsis_oracle_epochs_read_total 2", "apsis_oracle_trees_built_total 1",
        "apsis_oracle_errors_total{kind=\"unavailable\"} 1",
        "apsis_oracle_errors_total{kind=\"mismatch\"} 0"}) {
    CHECK_MESSAGE(text.find(std::string("\n") + line + "\n") != std::string::npos, line);
  }
}

TEST_CASE("apsis-oracle: an address that cannot be listened on is an error") {
  CHECK(OracleTelemetry::start("nonsense").error().kind == ErrorKind::usage);
}

}  // namespace
}  // namespace apsis
