// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source_run.hpp"

#include <spdlog/spdlog.h>

#include "core/ops/shutdown.hpp"
#include "indexer/run_report.hpp"

namespace apsis {
namespace {

/// Hands out the epochs of a range and ends the run behind the last.
class RangeFilter {
 public:
  RangeFilter(const EpochRange& epochs, const EpochSink& sink) : epochs_(epochs), sink_(sink) {}

  Expected<void> take(const EpochRecord& record) {
    const std::uint64_t epoch = record.epoch.value;
    if (epochs_.first && epoch < *epochs_.first) return {};
    if (epochs_.last && epoch > *epochs_.last) return {};
    if (sink_.put) {
      if (auto ok = sink_.put(record); !ok) return ok;
    }
    next_ = epoch + 1;
    if (epochs_.last == epoch) enough_.request_stop();
    return {};
  }
  std::stop_source& enough() { return enough_; }
  /// The first epoch of a range with an end that was not handed out.
  std::optional<std::uint64_t> missing_from() const {
    const std::uint64_t next = next_.value_or(epochs_.first.value_or(0));
    return epochs_.last && next <= *epochs_.last ? std::optional(next) : std::nullopt;
  }

 private:
  const EpochRange& epochs_;
  const EpochSink& sink_;
  std::optional<std::uint64_t> next_;
  std::stop_source enough_;
};

/// Where the replay ends as far as one can tell before; an epoch is proven in the one but next.
std::optional<std::uint64_t> expected_end(const SourceRun& run, const ChosenSource& chosen) {
  std::optional<std::uint64_t> out = run.to_slot ? run.to_slot : chosen.end;
  const auto slots = slots_per_epoch(chosen.source->chain_spec());
  if (!run.epochs.last || !slots || !out || *run.epochs.last > *out / *slots) return out;
  return std::min(*out, (*run.epochs.last + 2) * *slots);
}

PipelineHooks hooks_of(RunReport& report, const EpochSink& sink, RangeFilter& filter,
                       const ChosenSource& chosen) {
  return {.started = [&](const PipelineStart& start) -> Expected<void> {
            report.started(start);
            return sink.begin ? sink.begin(chain_identity(start)) : Expected<void>{};
          },
          .epoch_proven = [&](const EpochRecord& record) -> Expected<void> {
            if (auto ok = filter.take(record); !ok) return ok;
            report.epoch_proven(record);
            return {};
          },
          .slot_done = [&](std::uint64_t slot, bool empty) { report.slot_done(slot, empty); },
          .horizon = [&](std::chrono::milliseconds) -> Expected<Horizon> {
            return Horizon{chosen.end};
          }};
}

}  // namespace

Expected<void> run_source(const SourceRun& run, const EpochSink& sink, PipelineTally& tally,
                          std::optional<std::uint64_t>* missing_from) {
  const Shutdown shutdown;
  auto telemetry = Telemetry::start(run.metrics);
  if (!telemetry) return std::unexpected(std::move(telemetry.error()));
  const auto chosen = open_source(run.source, run.epochs, shutdown.token());
  if (!chosen) return std::unexpected(chosen.error());
  RunReport report(run.title, **telemetry, expected_end(run, *chosen));
  RangeFilter filter(run.epochs, sink);
  const std::stop_callback interrupted(shutdown.token(), [&] { filter.enough().request_stop(); });
  const auto result =
      run_pipeline(*chosen->source,
                   {.starts = {chosen->start},
                    .to_slot = run.to_slot,
                    .signatures = run.check_signatures ? Signatures::check : Signatures::trust,
                    .prove = run.prove,
                    .first_epoch = run.epochs.first.value_or(0),
                    .end_proves = chosen->is_whole,
                    .stop = filter.enough().get_token()},
                   hooks_of(report, sink, filter, *chosen), tally);
  report.finish(result, tally);
  if (missing_from != nullptr) *missing_from = filter.missing_from();
  if (result && filter.missing_from() && !shutdown.token().stop_requested()) {
    spdlog::warn("epochs {} to {} are not proven: that takes a block two epochs later",
                 *filter.missing_from(), *run.epochs.last);
  }
  return result;
}

}  // namespace apsis
