// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "indexer/era_export.hpp"
#include "indexer/era_source.hpp"
#include "indexer/pipeline.hpp"
#include "tests/core/temporary_folder.hpp"
#include "tests/recordings.hpp"
#include "tests/sim/long_chain.hpp"

namespace apsis {
namespace {

constexpr std::uint64_t era_slots = 8192;

/// Epochs that a replay from a start proves, in order.
std::vector<std::uint64_t> proven_epochs(BlockSource& source, StartPoint start, ProofMode prove,
                                         std::uint64_t last) {
  std::vector<std::uint64_t> out;
  const PipelineHooks hooks{
      .started = [](const PipelineStart&) -> Expected<void> { return {}; },
      .epoch_proven = [&](const EpochRecord& record) -> Expected<void> {
        out.push_back(record.epoch.value);
        return {};
      },
      .slot_done = [](std::uint64_t, bool) {},
      .horizon = [&](std::chrono::milliseconds) -> Expected<Horizon> { return Horizon{last}; }};
  PipelineTally tally;
  const auto done =
      run_pipeline(source, {.starts = {start}, .prove = prove, .end_proves = false}, hooks, tally);
  if (!done) FAIL(done.error().text());
  return out;
}

}  // namespace

TEST_CASE("era source: eras of 8192 slots, with and without a block at their end") {
  const auto recorded = find_recording("deneb-mainnet-256");
  if (!recorded) return;
  const TemporaryFolder chain, eras;
  auto recording = *Recording::open(*recorded);
  const std::uint64_t known = recording.blocks().rbegin()->first;
  const auto made =
      write_long_chain(recording, sparse_slots(known, 2 * era_slots + 200), chain.path());
  if (!made) FAIL(made.error().text());
  auto whole = *Recording::open(chain.path());
  const std::uint64_t last = 2 * era_slots;
  const auto count = export_eras(whole, {.directory = eras.path(), .last_slot = last});
  REQUIRE(count.has_value());
  CHECK(*count == 3);
  CHECK(whole.blocks().contains(era_slots));
  CHECK(!whole.blocks().contains(last));
  auto source = EraSource::open(eras.path(), {"made", recording.chain_spec(), recording.genesis()});
  REQUIRE(source.has_value());
  REQUIRE(**source->last_slot() == Slot(last));
  for (std::uint64_t slot = 1; slot < last; ++slot) {
    const auto block = source->block_at(Slot(slot));
    if (!block) FAIL(block.error().text());
    REQUIRE(block->has_value() == whole.blocks().contains(slot));
  }
  CHECK(*source->start_slot_for(Slot(era_slots)) == Slot(0));
  CHECK(*source->start_slot_for(Slot(era_slots + 32)) == Slot(era_slots));
  CHECK(*source->start_slot_for(Slot(last)) == Slot(last));

  const StartPoint earliest{StartPoint::Kind::earliest, {}};
  const auto expected =
      proven_epochs(whole, {StartPoint::Kind::genesis, {}}, ProofMode::epoch, last);
  REQUIRE(expected.size() > 500);
  CHECK(proven_epochs(*source, earliest, ProofMode::epoch, last) == expected);
  // The empty slots at the end begin epochs that nothing proves; those before are proven.
  CHECK(proven_epochs(*source, earliest, ProofMode::era, last) == expected);
  const auto later =
      proven_epochs(*source, {StartPoint::Kind::slot, Slot(12'000)}, ProofMode::era, last);
  REQUIRE(!later.empty());
  CHECK(later.front() == era_slots / 32 + 1);
  CHECK(later.back() == expected.back());
}

}  // namespace apsis
