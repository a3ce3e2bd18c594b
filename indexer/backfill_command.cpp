// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <spdlog/spdlog.h>

#include <cstdio>

#include "indexer/commands.hpp"
#include "indexer/head_run.hpp"
#include "indexer/run_report.hpp"
#include "indexer/source_run.hpp"
#include "indexer/store/epoch_gaps.hpp"
#include "indexer/store/store.hpp"

namespace apsis {
namespace {

/// Where era files are gone on with: behind the epochs that are stored without a gap and final,
/// for a chain of years must not begin anew after each stop. A new --track concerns stored epochs
/// too, and so does a range that was named.
Expected<EpochRange> epochs_to_do(const BackfillOptions& options, Store& store) {
  EpochRange out = options.epochs;
  if (options.source.era.empty() || out.first || !options.track.empty()) return out;
  const auto gaps = read_epoch_gaps(store.connection(), std::nullopt, std::nullopt);
  if (!gaps) return std::unexpected(gaps.error());
  if (!gaps->range || !gaps->gaps.empty()) return out;
  const auto not_final = store.not_final();
  if (!not_final) return std::unexpected(not_final.error());
  std::uint64_t next = gaps->range->second + 1;
  if (!not_final->empty()) next = not_final->front().epoch.value;
  if (out.last && *out.last < next) return out;
  spdlog::info("going on with epoch {}: those before are stored", next);
  out.first = next;
  return out;
}

/// A recording is replayed from its start each time: no state helps it.
std::filesystem::path states_of(const BackfillOptions& options) {
  return options.source.era.empty() ? std::filesystem::path{}
                                    : state_folder(options.state_dir, options.db);
}

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
  const auto epochs = epochs_to_do(options, *store);
  if (!epochs) return std::unexpected(epochs.error());
  return run_source({.title = "backfill",
                     .source = options.source,
                     .epochs = *epochs,
                     .to_slot = options.to_slot,
                     .metrics = options.metrics,
                     .check_signatures = options.check_signatures,
                     .prove = options.prove,
                     .states = states_of(options),
                     .keep_interval = std::chrono::seconds(options.state_every_seconds)},
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
