// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <spdlog/spdlog.h>

#include <cstdio>

#include "indexer/commands.hpp"
#include "indexer/run_report.hpp"
#include "indexer/source_run.hpp"
#include "indexer/store/store.hpp"

namespace apsis {
namespace {

Expected<void> backfill(const BackfillOptions& options, PipelineTally& tally) {
  auto store =
      Store::open({.database = options.db,
                   .track = options.track.empty() ? std::nullopt : std::optional(options.track),
                   .notify = [](const std::string& line) { spdlog::info("{}", line); }});
  if (!store) return std::unexpected(std::move(store.error()));
  const EpochSink sink{.begin = [&](const ChainIdentity& chain) { return store->put_chain(chain); },
                       .put = [&](const EpochRecord& record) -> Expected<void> {
                         const auto put = store->put_epoch(record);
                         return put ? Expected<void>{} : std::unexpected(put.error());
                       }};
  return run_source({.title = "backfill",
                     .source = options.source,
                     .epochs = options.epochs,
                     .to_slot = options.to_slot,
                     .metrics = options.metrics,
                     .check_signatures = options.check_signatures,
                     .prove = options.prove},
                    sink, tally);
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
