// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <spdlog/spdlog.h>

#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <stop_token>

#include "core/net/url.hpp"
#include "core/ops/shutdown.hpp"
#include "indexer/commands.hpp"
#include "indexer/pipeline.hpp"
#include "indexer/run_report.hpp"
#include "indexer/source/beacon_node.hpp"
#include "indexer/store/store.hpp"

namespace apsis {
namespace {

/// A run goes on where the database ends: from the last slot before the first epoch that is not
/// stored, so that this epoch is seen from its first slot on. A node that no longer has that state
/// may still have the one that the first run began with; what is stored is then proven once more.
std::vector<StartPoint> starts_of(const FollowOptions& options, const std::optional<Cursor>& cursor,
                                  std::uint64_t slots_per_epoch) {
  if (!cursor) {
    return {{options.from == FollowStart::genesis ? StartPoint::Kind::genesis
                                                  : StartPoint::Kind::finalized,
             {}}};
  }
  const Slot next((cursor->last_epoch.value + 1) * slots_per_epoch - 1);
  if (cursor->anchor_slot == 0) {
    return {{StartPoint::Kind::slot, next}, {StartPoint::Kind::genesis, {}}};
  }
  return {{StartPoint::Kind::slot, next}, {StartPoint::Kind::slot, Slot(cursor->anchor_slot)}};
}

/// The slot up to which the node may be replayed: what is final, or with an end slot of the
/// operator's what the node has.
Expected<std::optional<std::uint64_t>> node_horizon(BeaconNode& node,
                                                    std::optional<std::uint64_t> to_slot) {
  const auto final_slot = node.last_slot();
  if (!final_slot) return std::unexpected(final_slot.error());
  std::optional<std::uint64_t> out;
  if (*final_slot) out = (*final_slot)->value;
  if (!to_slot || (out && *out >= *to_slot)) return out;
  const auto head = node.head_slot();
  if (!head) return std::unexpected(head.error());
  if (!*head) return to_slot;
  if ((*head)->value >= *to_slot) {
    node.trust_until(Slot(*to_slot));
    return to_slot;
  }
  return out;
}

/// Sleeps, but not longer than until a stop is asked for.
void wait_for(std::stop_token stop, std::chrono::milliseconds time) {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock(mutex);
  changed.wait_for(lock, stop, time, [] { return false; });
}

struct FollowRun {
  BeaconNode& node;
  Store& store;
  RunReport& report;
  std::stop_token stop;

  PipelineHooks hooks(std::optional<std::uint64_t> to_slot) {
    return {.started = [this](const PipelineStart& start) -> Expected<void> {
              report.started(start);
              return store.put_chain(chain_identity(start));
            },
            .epoch_proven = [this](const EpochRecord& record) -> Expected<void> {
              const auto put = store.put_epoch(record);
              if (!put) return std::unexpected(put.error());
              report.epoch_proven(record);
              spdlog::info("epoch {} proven by the state root of slot {} and stored",
                           record.epoch.value, record.proof_slot);
              return {};
            },
            .slot_done = [this](std::uint64_t slot, bool empty) { report.slot_done(slot, empty); },
            .horizon = [this, to_slot](std::chrono::milliseconds longest) -> Expected<Horizon> {
              wait_for(stop, longest);
              const auto slot = node_horizon(node, to_slot);
              if (!slot) return std::unexpected(slot.error());
              if (*slot) report.target(to_slot.value_or(**slot));
              return Horizon{*slot};
            }};
  }
};

Expected<void> follow(const FollowOptions& options, PipelineTally& tally) {
  const Shutdown shutdown;
  auto urls = parse_url_list(options.beacon);
  if (!urls) return std::unexpected(std::move(urls.error()));
  auto telemetry = Telemetry::start(options.metrics);
  if (!telemetry) return std::unexpected(std::move(telemetry.error()));
  const auto notify = [](const std::string& line) { spdlog::info("{}", line); };
  (*telemetry)->readiness().set_waiting("opening the database");
  auto store =
      Store::open({.database = options.db,
                   .track = options.track.empty() ? std::nullopt : std::optional(options.track),
                   .notify = notify});
  if (!store) return std::unexpected(std::move(store.error()));
  (*telemetry)->readiness().set_waiting("waiting for the beacon node");
  auto node = BeaconNode::open(*urls, {.stop = shutdown.token(), .note = notify});
  if (!node) return std::unexpected(std::move(node.error()));
  const auto cursor = store->cursor();
  if (!cursor) return std::unexpected(cursor.error());
  const auto epoch_slots = slots_per_epoch((*node)->chain_spec());
  if (!epoch_slots) {
    return fail(ErrorKind::decode, "the node's spec has no SLOTS_PER_EPOCH", "--beacon");
  }
  RunReport report("follow", **telemetry, options.to_slot);
  FollowRun run{**node, *store, report, shutdown.token()};
  const auto result =
      run_pipeline(**node,
                   {.starts = starts_of(options, *cursor, *epoch_slots),
                    .to_slot = options.to_slot,
                    .waits = true,
                    .signatures = options.check_signatures ? Signatures::check : Signatures::trust,
                    .prove = options.prove,
                    .stop = shutdown.token()},
                   run.hooks(options.to_slot), tally);
  report.finish(result, tally);
  return result;
}

}  // namespace

int run_follow(const FollowOptions& options) {
  PipelineTally tally;
  const auto result = follow(options, tally);
  if (!result) {
    spdlog::error("{}", result.error().text());
    return exit_status(result.error().kind);
  }
  std::fputs(tally_line(tally).c_str(), stdout);
  return 0;
}

}  // namespace apsis
