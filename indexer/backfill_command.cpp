// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <spdlog/spdlog.h>

#include <cstdio>

#include "indexer/commands.hpp"
#include "indexer/recording_run.hpp"
#include "indexer/run_report.hpp"

namespace apsis {
namespace {

Expected<void> backfill(const BackfillOptions& options, PipelineTally& tally) {
  auto store =
      Store::open({.database = options.db,
                   .track = options.track.empty() ? std::nullopt : std::optional(options.track),
                   .notify = [](const std::string& line) { spdlog::info("{}", line); }});
  if (!store) return std::unexpected(std::move(store.error()));
  return run_recording({.title = "backfill",
                        .recording = options.recording,
                        .to_slot = options.to_slot,
                        .metrics = options.metrics,
                        .check_signatures = options.check_signatures},
                       &*store, tally);
}

}  // namespace

int run_backfill(const BackfillOptions& options) {
  PipelineTally tally;
  const auto result = backfill(options, tally);
  if (!result) {
    spdlog::error("{}", result.error().text());
    return exit_status(result.error().kind);
  }
  std::fputs(tally_line(tally).c_str(), stdout);
  return 0;
}

}  // namespace apsis
