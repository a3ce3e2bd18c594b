// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/recording_run.hpp"

#include "core/ops/shutdown.hpp"
#include "indexer/run_report.hpp"
#include "indexer/source/recording.hpp"

namespace apsis {

Expected<void> run_recording(const RecordingRun& run, Store* store, PipelineTally& tally) {
  const Shutdown shutdown;
  auto recording = Recording::open(run.recording);
  if (!recording) return std::unexpected(std::move(recording.error()));
  auto telemetry = Telemetry::start(run.metrics);
  if (!telemetry) return std::unexpected(std::move(telemetry.error()));
  const auto last = recording->last_slot();
  if (!last) return std::unexpected(last.error());
  std::optional<std::uint64_t> end;
  if (*last) end = (*last)->value;
  RunReport report(run.title, **telemetry, run.to_slot ? run.to_slot : end);
  const PipelineHooks hooks{
      .started = [&](const PipelineStart& start) -> Expected<void> {
        report.started(start);
        return store == nullptr ? Expected<void>{} : store->put_chain(chain_identity(start));
      },
      .epoch_proven = [&](const EpochRecord& record) -> Expected<void> {
        if (store != nullptr) {
          if (const auto put = store->put_epoch(record); !put) return std::unexpected(put.error());
        }
        report.epoch_proven(record);
        return {};
      },
      .slot_done = [&](std::uint64_t slot, bool empty) { report.slot_done(slot, empty); },
      .horizon = [&]() -> Expected<std::optional<std::uint64_t>> { return end; }};
  const auto result =
      run_pipeline(*recording,
                   {.starts = {{.kind = StartPoint::Kind::earliest, .slot = {}}},
                    .to_slot = run.to_slot,
                    .signatures = run.check_signatures ? Signatures::check : Signatures::trust,
                    .stop = shutdown.token()},
                   hooks, tally);
  report.finish(result, tally);
  return result;
}

}  // namespace apsis
