// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <spdlog/spdlog.h>

#include <cstdio>
#include <ctime>

#include "core/hex.hpp"
#include "core/net/url.hpp"
#include "core/ops/shutdown.hpp"
#include "indexer/block_root.hpp"
#include "indexer/checkpoint.hpp"
#include "indexer/commands.hpp"
#include "indexer/head_run.hpp"
#include "indexer/pipeline.hpp"
#include "indexer/run_report.hpp"
#include "indexer/store/store.hpp"

namespace apsis {
namespace {

StartPoint first_start(FollowStart from) {
  const bool genesis = from == FollowStart::genesis;
  return {genesis ? StartPoint::Kind::genesis : StartPoint::Kind::finalized, {}};
}

/// The state that `--checkpoint` names, for a database that is empty.
Expected<std::optional<RawState>> given_start(const FollowOptions& options,
                                              const std::vector<Url>& urls, bool empty_database,
                                              std::stop_token stop) {
  if (options.checkpoint.empty() || !empty_database) return std::nullopt;
  auto checkpoint =
      fetch_checkpoint(options.checkpoint, urls,
                       {.allow_old = options.allow_old_checkpoint,
                        .now_seconds = static_cast<std::uint64_t>(std::time(nullptr)),
                        .stop = std::move(stop),
                        .note = [](const std::string& line) { spdlog::warn("{}", line); }});
  if (!checkpoint) return std::unexpected(std::move(checkpoint.error()));
  spdlog::info(
      "starting from the checkpoint of slot {}, block root {}{}", checkpoint->slot.value,
      to_hex(checkpoint->block_root),
      checkpoint->compared_with ? ", as " + *checkpoint->compared_with + " says, too" : "");
  return std::move(checkpoint->state);
}

Expected<void> follow(const FollowOptions& options, PipelineTally& tally) {
  const Shutdown shutdown;
  auto urls = parse_url_list(options.beacon);
  if (!urls) return std::unexpected(std::move(urls.error()));
  auto telemetry = Telemetry::start(options.metrics);
  if (!telemetry) return std::unexpected(std::move(telemetry.error()));
  const auto notify = [](const std::string& line) { spdlog::info("{}", line); };
  const auto warn = [](const std::string& line) { spdlog::warn("{}", line); };
  (*telemetry)->readiness().set_waiting("opening the database");
  auto store =
      Store::open({.database = options.db,
                   .track = options.track.empty() ? std::nullopt : std::optional(options.track),
                   .notify = notify});
  if (!store) return std::unexpected(std::move(store.error()));
  (*telemetry)->readiness().set_waiting("waiting for the beacon node");
  HeadChainOptions node_options{.node = {.stop = shutdown.token(), .note = notify},
                                .block_root = make_block_root};
  if (options.to_slot) node_options.assumed_head = Slot(*options.to_slot);
  auto chain = HeadChain::open(*urls, std::move(node_options));
  if (!chain) return std::unexpected(std::move(chain.error()));
  const auto block_root = make_block_root((*chain)->chain_spec());
  if (!block_root) return std::unexpected(block_root.error());
  const auto looked = (*chain)->look(shutdown.token(), std::chrono::milliseconds{0});
  if (!looked) return std::unexpected(looked.error());
  const auto branch = compare_branch(*store, **chain, *block_root);
  if (!branch) return std::unexpected(branch.error());
  const auto cursor = store->cursor();
  if (!cursor) return std::unexpected(cursor.error());
  const auto epoch_slots = slots_per_epoch((*chain)->chain_spec());
  if (!epoch_slots) {
    return fail(ErrorKind::decode, "the node's spec has no SLOTS_PER_EPOCH", "--beacon");
  }
  StateShelf shelf({.folder = state_folder(options.state_dir, options.db),
                    .chain = (*chain)->genesis().genesis_validators_root,
                    .note = warn});
  for (RawBlock& orphan : shelf.orphans()) (*chain)->keep_orphan(std::move(orphan));
  const auto given = given_start(options, *urls, !*cursor, shutdown.token());
  if (!given) return std::unexpected(given.error());
  RunReport report("follow", **telemetry, options.to_slot);
  HeadRun run(**chain, *store, report, shelf, *branch, *block_root, shutdown.token(),
              options.until_final, options.to_slot);
  const auto result = run_pipeline(
      **chain,
      {.starts = head_starts(first_start(options.from), *cursor, *branch, *epoch_slots),
       .given_start = *given ? &**given : nullptr,
       .to_slot = options.to_slot,
       .waits = true,
       .signatures = options.check_signatures ? Signatures::check : Signatures::trust,
       .prove = options.prove,
       .shelf = &shelf,
       .wanted_epoch = branch->wanted_epoch,
       .keep_interval = std::chrono::seconds(options.state_every_seconds),
       .stop = shutdown.token()},
      run.hooks(), tally);
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
