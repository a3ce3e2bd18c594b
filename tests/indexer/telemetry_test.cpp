// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/telemetry.hpp"

#include <doctest/doctest.h>

namespace apsis {
namespace {

TEST_CASE("apsis-indexer: metrics follow the work") {
  const auto started = Telemetry::start("off");
  REQUIRE(started.has_value());
  Telemetry& telemetry = **started;
  telemetry.set_target_slot(100);
  telemetry.slot_done(9, true);
  telemetry.slot_done(10, false);
  telemetry.epoch_proven(3);
  telemetry.chain_seen(12, 4, 1000144);
  telemetry.error_seen(ErrorKind::mismatch);
  const std::string text = telemetry.text();
  for (const char* line :
       {"apsis_indexer_slot 10", "apsis_indexer_target_slot 100", "apsis_indexer_lag_slots 90",
        "apsis_indexer_blocks_total 1", "apsis_indexer_empty_slots_total 1",
        "apsis_indexer_head_slot 12", "apsis_indexer_head_lag_slots 2",
        "apsis_indexer_finalized_slot 4", "apsis_indexer_head_timestamp_seconds 1000144",
        "apsis_indexer_proven_epoch 3", "apsis_indexer_epochs_proven_total 1",
        "apsis_indexer_errors_total{kind=\"mismatch\"} 1",
        "apsis_indexer_errors_total{kind=\"unavailable\"} 0"}) {
    CHECK_MESSAGE(text.find(std::string("\n") + line + "\n") != std::string::npos, line);
  }
}

TEST_CASE("apsis-indexer: an address that cannot be listened on is an error") {
  CHECK(Telemetry::start("nonsense").error().kind == ErrorKind::usage);
}

}  // namespace
}  // namespace apsis
