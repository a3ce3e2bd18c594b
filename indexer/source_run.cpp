// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/source_run.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "core/ops/shutdown.hpp"
#include "indexer/run_report.hpp"
#include "indexer/state_shelf.hpp"

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

/// The kept states of the source's chain; none where no folder is given.
std::optional<StateShelf> shelf_of(const SourceRun& run, const ChosenSource& chosen) {
  if (run.states.empty()) return std::nullopt;
  return StateShelf({.folder = run.states,
                     .chain = chosen.source->genesis().genesis_validators_root,
                     .note = [](const std::string& line) { spdlog::warn("{}", line); }});
}

/// The epoch that a kept state is asked for; nothing where the source's own state is as good.
std::optional<std::uint64_t> wanted_epoch(const SourceRun& run, const ChosenSource& chosen,
                                          const std::optional<StateShelf>& shelf) {
  if (!shelf || !run.epochs.first || chosen.start.kind != StartPoint::Kind::slot)
    return std::nullopt;
  const bool is_behind = std::ranges::any_of(shelf->states(), [&](const StateNote& note) {
    return note.first_epoch <= *run.epochs.first && note.slot > chosen.start.slot.value;
  });
  return is_behind ? run.epochs.first : std::nullopt;
}

PipelineHooks hooks_of(RunReport& report, const EpochSink& sink, RangeFilter& filter,
                       const ChosenSource& chosen, bool asks_shelf) {
  return {.started = [&, asks_shelf](const PipelineStart& start) -> Expected<void> {
            report.started(start);
            if (asks_shelf && start.anchor_slot > chosen.start.slot.value)
              spdlog::info("going on from the kept state of slot {}", start.anchor_slot);
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

Expected<void> check_before_start(const ChosenSource& chosen, std::stop_token stop) {
  const auto blocks = chosen.check_before_start(std::move(stop));
  if (!blocks) return std::unexpected(blocks.error());
  if (*blocks > 0) {
    spdlog::info("{} blocks stand before the first state: it names them, no replay proves them",
                 *blocks);
  }
  return {};
}

}  // namespace

Expected<void> run_source(const SourceRun& run, const EpochSink& sink, PipelineTally& tally,
                          std::optional<std::uint64_t>* missing_from) {
  const Shutdown shutdown;
  auto telemetry = Telemetry::start(run.metrics);
  if (!telemetry) return std::unexpected(std::move(telemetry.error()));
  const auto chosen = open_source(run.source, run.epochs, shutdown.token());
  if (!chosen) return std::unexpected(chosen.error());
  if (run.checks_before_start && !run.epochs.first && chosen->check_before_start) {
    if (auto ok = check_before_start(*chosen, shutdown.token()); !ok) return ok;
  }
  RunReport report(run.title, **telemetry, expected_end(run, *chosen));
  RangeFilter filter(run.epochs, sink);
  std::optional<StateShelf> shelf = shelf_of(run, *chosen);
  const auto wanted = wanted_epoch(run, *chosen, shelf);
  const std::stop_callback interrupted(shutdown.token(), [&] { filter.enough().request_stop(); });
  const auto result =
      run_pipeline(*chosen->source,
                   {.starts = {chosen->start},
                    .to_slot = run.to_slot,
                    .signatures = run.check_signatures ? Signatures::check : Signatures::trust,
                    .prove = run.prove,
                    .first_epoch = run.epochs.first.value_or(0),
                    .end_proves = chosen->is_whole,
                    .shelf = shelf ? &*shelf : nullptr,
                    .wanted_epoch = wanted,
                    .keep_interval = run.keep_interval,
                    .stop = filter.enough().get_token()},
                   hooks_of(report, sink, filter, *chosen, wanted.has_value()), tally);
  report.finish(result, tally);
  if (missing_from != nullptr) *missing_from = filter.missing_from();
  if (result && filter.missing_from() && !shutdown.token().stop_requested()) {
    spdlog::warn("epochs {} to {} are not proven: that takes a block two epochs later",
                 *filter.missing_from(), *run.epochs.last);
  }
  return result;
}

}  // namespace apsis
