// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <cstdio>

#include "core/hex.hpp"
#include "indexer/commands.hpp"
#include "indexer/source_run.hpp"
#include "indexer/store/store.hpp"

namespace apsis {
namespace {

struct RepairTally {
  std::uint64_t filled = 0;
  std::uint64_t replaced = 0;
  std::uint64_t other_proofs = 0;  ///< of the replaced
};

Expected<void> repair_epoch(Store& store, const EpochRecord& record, RepairTally& tally) {
  const auto repaired = store.repair_epoch(record);
  if (!repaired) return std::unexpected(repaired.error());
  ++(repaired->result == PutResult::written ? tally.filled : tally.replaced);
  if (!repaired->other_proof) return {};
  ++tally.other_proofs;
  spdlog::warn("epoch {} was stored with {}; it is proven by state root {} of slot {}",
               record.epoch.value, *repaired->other_proof, to_hex(record.proof_state_root),
               record.proof_slot);
  return {};
}

Expected<void> repair(const RepairOptions& options, RepairTally& tally) {
  if (!options.epochs.first || !options.epochs.last)
    return fail(ErrorKind::usage, "the epochs to repair were not named", "--from, --to",
                "Give both; `apsis-indexer gaps` lists the epochs that are missing");
  if (auto ok = check_range(options.epochs); !ok) return ok;
  auto store = Store::open({.database = options.db,
                            .notify = [](const std::string& line) { spdlog::info("{}", line); }});
  if (!store) return std::unexpected(std::move(store.error()));
  const EpochSink sink{
      .begin = [&](const ChainIdentity& chain) { return store->put_chain(chain); },
      .put = [&](const EpochRecord& record) { return repair_epoch(*store, record, tally); }};
  std::optional<std::uint64_t> missing_from;
  PipelineTally replayed;
  if (auto ok = run_source({.title = "repair",
                            .source = options.source,
                            .epochs = options.epochs,
                            .metrics = "off",
                            .check_signatures = options.check_signatures,
                            .prove = options.prove},
                           sink, replayed, &missing_from);
      !ok)
    return ok;
  if (!missing_from) return {};
  return fail(ErrorKind::unavailable,
              fmt::format("epochs {} to {} were not repaired", *missing_from, *options.epochs.last),
              "--from, --to",
              "Use a source that begins before them and reaches two epochs further");
}

}  // namespace

int run_repair(const RepairOptions& options) {
  RepairTally tally;
  const auto result = repair(options, tally);
  if (!result) spdlog::error("{}", result.error().text());
  fmt::print("{} epochs filled, {} replaced, {} of them with another proof\n", tally.filled,
             tally.replaced, tally.other_proofs);
  return result ? 0 : exit_status(result.error().kind);
}

}  // namespace apsis
