// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#include "indexer/pipeline.hpp"

#include <doctest/doctest.h>
#include <algorithm>

#include <map>
#include <set>

#include "indexer/source/recording.hpp"
#include "indexer/state_shelf.hpp"
#include "tests/core/temporary_folder.hpp"
#include "tests/recordings.hpp"

namespace apsis {
namespace {

/// A recording with one thing wrong.
class BentSource final : public BlockSource {
 public:
  explicit BentSource(Recording recording) : recording_(std::move(recording)) {}

  std::set<std::uint64_t> left_out;
  std::map<std::uint64_t, std::size_t> flipped;    ///< slot -> byte
  std::map<std::uint64_t, std::uint64_t> swapped;  ///< slot -> slot whose block is given
  std::optional<std::uint64_t> bent_state;
  bool bent_genesis = false;
  std::size_t good_after_doubts = ~std::size_t{0};  ///< how often what is flipped is given
  std::size_t doubts = 0;

  const ChainSpec& chain_spec() const override { return recording_.chain_spec(); }
  const Genesis& genesis() const override {
    if (!bent_genesis) return recording_.genesis();
    other_genesis_ = recording_.genesis();
    other_genesis_.genesis_validators_root[0] ^= 1;
    return other_genesis_;
  }
  Expected<RawState> start_state(StartPoint from) override { return recording_.start_state(from); }
  Expected<std::optional<RawBlock>> block_at(Slot slot) override {
    if (left_out.contains(slot.value)) return std::nullopt;
    if (swapped.contains(slot.value)) slot = Slot(swapped.at(slot.value));
    auto block = recording_.block_at(slot);
    if (block && *block && flipped.contains(slot.value)) {
      (*block)->bytes.at(flipped.at(slot.value)) ^= 0x10;
    }
    return block;
  }
  Expected<std::vector<RawBlock>> orphans_between(Slot first, Slot last) override {
    return recording_.orphans_between(first, last);
  }
  void doubt(Slot first, Slot last) override {
    ++doubts;
    if (doubts < good_after_doubts) return;
    for (std::uint64_t slot = first.value; slot <= last.value; ++slot) flipped.erase(slot);
  }
  Expected<std::optional<Slot>> last_slot() override { return recording_.last_slot(); }
  Expected<std::optional<Bytes>> recorded_state(Slot slot) override {
    auto state = recording_.recorded_state(slot);
    // A byte of genesis_time, the first field.
    if (state && *state && bent_state == slot.value) (**state)[1] ^= 1;
    return state;
  }

 private:
  Recording recording_;
  mutable Genesis other_genesis_;
};

struct Outcome {
  Expected<void> result;
  PipelineTally tally;
  std::vector<std::uint64_t> epochs;
  std::vector<EpochRecord> records;
  std::uint64_t last_slot = 0;
};

Outcome run(BlockSource& source, PipelineOptions options = {}) {
  Outcome out{{}, {}, {}, {}, 0};
  const auto end = source.last_slot();
  const PipelineHooks hooks{.started = [](const PipelineStart&) -> Expected<void> { return {}; },
                            .epoch_proven = [&](const EpochRecord& record) -> Expected<void> {
                              out.epochs.push_back(record.epoch.value);
                              out.records.push_back(record);
                              return {};
                            },
                            .slot_done = [&](std::uint64_t slot, bool) { out.last_slot = slot; },
                            .horizon = [&](std::chrono::milliseconds) -> Expected<Horizon> {
                              return Horizon{(*end)->value};
                            }};
  if (options.starts.size() == 1) options.starts = {{StartPoint::Kind::earliest, {}}};
  out.result = run_pipeline(source, options, hooks, out.tally);
  return out;
}

std::optional<BentSource> open_chain() {
  const auto directory = find_recording("fulu-mainnet-126");
  if (!directory) return std::nullopt;
  auto recording = Recording::open(*directory);
  REQUIRE(recording.has_value());
  return BentSource(std::move(*recording));
}

bool mentions(const Outcome& outcome, std::string_view text) {
  return !outcome.result && outcome.result.error().text().find(text) != std::string::npos;
}

}  // namespace

TEST_CASE(
    "pipeline: a recorded chain is proven from Deneb to Fulu, every epoch once and in order") {
  auto source = open_chain();
  if (!source) return;
  const Outcome outcome = run(*source);
  if (!outcome.result) FAIL(outcome.result.error().text());
  CHECK(outcome.tally.blocks == 639);
  CHECK(outcome.tally.empty_slots == 51);
  CHECK(outcome.tally.mismatches == 0);
  CHECK(outcome.tally.states_compared == 9);
  REQUIRE(outcome.epochs.size() == 20);
  for (std::uint64_t epoch = 0; epoch < 20; ++epoch) CHECK(outcome.epochs[epoch] == epoch);
}

TEST_CASE("pipeline: stops after the slot that was asked for") {
  auto source = open_chain();
  if (!source) return;
  const Outcome outcome = run(*source, {.to_slot = 100});
  CHECK(outcome.result.has_value());
  CHECK(outcome.last_slot == 100);
  CHECK(outcome.epochs == std::vector<std::uint64_t>{0, 1});
}

TEST_CASE("pipeline: takes the first of several starts that the source has") {
  auto source = open_chain();
  if (!source) return;
  const Outcome outcome = run(*source, {.starts = {{StartPoint::Kind::slot, Slot(255)},
                                                   {StartPoint::Kind::slot, Slot(256)},
                                                   {StartPoint::Kind::genesis, {}}}});
  CHECK(outcome.result.has_value());
  // The first epoch that is seen from its first slot on is the one after the start's.
  CHECK(outcome.epochs.front() == 9);
  CHECK(outcome.epochs.back() == 19);
}

TEST_CASE("pipeline: a source without any of the starts gives the last one's error") {
  auto source = open_chain();
  if (!source) return;
  const Outcome outcome =
      run(*source,
          {.starts = {{StartPoint::Kind::slot, Slot(255)}, {StartPoint::Kind::slot, Slot(257)}}});
  CHECK(mentions(outcome, "257"));
}

TEST_CASE("pipeline: a stop request ends it before the next slot, without an error") {
  auto source = open_chain();
  if (!source) return;
  std::stop_source stop;
  stop.request_stop();
  const Outcome outcome = run(*source, {.stop = stop.get_token()});
  CHECK(outcome.result.has_value());
  CHECK(outcome.tally.blocks == 0);
}

TEST_CASE(
    "pipeline: a block that was left out is called a missing parent, and its epoch is not "
    "handed out") {
  auto source = open_chain();
  if (!source) return;
  source->left_out = {70};
  const Outcome outcome = run(*source);
  CHECK(mentions(outcome, "the parent 0x"));
  CHECK(mentions(outcome, "is missing"));
  CHECK(mentions(outcome, "slot 71"));
  CHECK(exit_status(outcome.result.error().kind) == 1);
  CHECK(outcome.epochs == std::vector<std::uint64_t>{0});
}

TEST_CASE("pipeline: a flipped byte in a block's message is an error, whatever the byte") {
  auto source = open_chain();
  if (!source) return;
  const auto block = source->block_at(Slot(100));
  REQUIRE(block.has_value());
  const std::size_t size = (**block).bytes.size();
  constexpr std::size_t message_begin = 100;
  // Every place of the fixed part, and samples of the rest.
  for (std::size_t at = message_begin; at < size; at += at < 600 ? 37 : size / 12) {
    CAPTURE(at);
    source->flipped = {{100, at}};
    const Outcome outcome = run(*source, {.to_slot = 110});
    CHECK_FALSE(outcome.result.has_value());
    CHECK(outcome.last_slot < 101);
    CHECK(outcome.epochs == std::vector<std::uint64_t>{0, 1});
  }
}

TEST_CASE("pipeline: each proof mode hands out the same epochs, and epochs with the same proof") {
  auto source = open_chain();
  if (!source) return;
  const Outcome block = run(*source);
  const Outcome epoch = run(*source, {.prove = ProofMode::epoch});
  const Outcome era = run(*source, {.prove = ProofMode::era});
  CHECK(block.tally.roots_compared == 639);
  CHECK(epoch.tally.roots_compared < 40);
  CHECK(era.tally.roots_compared < epoch.tally.roots_compared);
  REQUIRE(epoch.epochs == block.epochs);
  REQUIRE(era.epochs == block.epochs);
  for (std::size_t e = 0; e < block.records.size(); ++e) {
    const EpochRecord& by_block = block.records[e];
    const EpochRecord& by_epoch = epoch.records[e];
    const EpochRecord& by_era = era.records[e];
    CHECK(by_block.proof_mode == ProofMode::block);
    CHECK(by_epoch.proof_mode == ProofMode::epoch);
    CHECK(by_era.proof_mode == ProofMode::era);
    CHECK(by_epoch.proof_slot == by_block.proof_slot);
    CHECK(by_epoch.proof_state_root == by_block.proof_state_root);
    CHECK(by_epoch.proof_block_root == by_block.proof_block_root);
    CHECK(by_era.proof_slot >= by_block.proof_slot);
    CHECK(by_epoch.validators.balance_end_gwei == by_block.validators.balance_end_gwei);
    CHECK(by_era.validators.balance_end_gwei == by_block.validators.balance_end_gwei);
  }
}

TEST_CASE("pipeline: whatever is compared, a flipped byte is found and its epoch not handed out") {
  auto source = open_chain();
  if (!source) return;
  const auto block = source->block_at(Slot(100));
  REQUIRE(block.has_value());
  const std::size_t size = (**block).bytes.size();
  constexpr std::size_t message_begin = 100;
  for (const ProofMode mode : {ProofMode::epoch, ProofMode::era}) {
    for (std::size_t at = message_begin; at < size; at += at < 600 ? 37 : size / 12) {
      CAPTURE(at);
      source->flipped = {{100, at}};
      const Outcome outcome = run(*source, {.prove = mode});
      CHECK_FALSE(outcome.result.has_value());
      CHECK(exit_status(outcome.result.error().kind) == 1);
      CHECK((outcome.epochs.empty() || outcome.epochs.back() < 2));
    }
    // The last block of a run has none after it that would notice.
    source->flipped = {{110, message_begin + 50}};  // in the state root that it names
    const Outcome last = run(*source, {.to_slot = 110, .prove = mode});
    CHECK(mentions(last, "the block names the state root"));
    CHECK(mentions(last, "--prove block"));
  }
}

TEST_CASE("pipeline: every signature of a recorded chain is right") {
  auto source = open_chain();
  if (!source) return;
  const Outcome outcome = run(*source, {.to_slot = 200, .signatures = Signatures::check});
  if (!outcome.result) FAIL(outcome.result.error().text());
  CHECK(outcome.tally.signatures_checked > 2 * outcome.tally.blocks);
}

TEST_CASE("pipeline: a wrong block signature passes in trust and is named in check") {
  auto source = open_chain();
  if (!source) return;
  constexpr std::size_t in_outer_signature = 50;
  source->flipped = {{100, in_outer_signature}};
  CHECK(run(*source, {.to_slot = 160}).result.has_value());
  const Outcome outcome = run(*source, {.to_slot = 160, .signatures = Signatures::check});
  CHECK(mentions(outcome, "slot 100"));
  CHECK(mentions(outcome, "proposer"));
  CHECK(exit_status(outcome.result.error().kind) == 1);
  // Slot 100 lies in epoch 3; what earlier blocks proved stands.
  CHECK(outcome.epochs == std::vector<std::uint64_t>{0, 1});
}

TEST_CASE("pipeline: a run that waits asks again for a block with a wrong signature") {
  auto source = open_chain();
  if (!source) return;
  const TemporaryFolder folder;
  constexpr std::size_t in_outer_signature = 50;
  // In the middle, where an epoch's proof waits for the signatures; and last, where the end does.
  for (const std::uint64_t slot : {100, 160}) {
    CAPTURE(slot);
    StateShelf shelf({.folder = folder.path() / std::to_string(slot)});
    const PipelineOptions options{
        .to_slot = 160, .waits = true, .signatures = Signatures::check, .shelf = &shelf};
    source->flipped = {{slot, in_outer_signature}};
    source->doubts = 0;
    source->good_after_doubts = 2;
    const Outcome outcome = run(*source, options);
    if (!outcome.result) FAIL(outcome.result.error().text());
    CHECK(source->doubts == 2);
    // Those before come again as often as the run went back to its start.
    REQUIRE(outcome.epochs.size() > 4);
    CHECK(std::vector(outcome.epochs.end() - 4, outcome.epochs.end()) ==
          std::vector<std::uint64_t>{0, 1, 2, 3});
    source->flipped = {{slot, in_outer_signature}};
    source->good_after_doubts = ~std::size_t{0};
    CHECK(mentions(run(*source, options), "slot " + std::to_string(slot)));
  }
}

TEST_CASE("pipeline: a kept state of another branch is told, and the one before it is used") {
  auto source = open_chain();
  if (!source) return;
  const TemporaryFolder folder;
  std::vector<std::string> told;
  StateShelf shelf({.folder = folder.path() / "states",
                    .note = [&](const std::string& line) { told.push_back(line); }});
  PipelineOptions options{
      .to_slot = 160, .shelf = &shelf, .keep_interval = std::chrono::seconds(0)};
  const Outcome whole = run(*source, options);
  if (!whole.result) FAIL(whole.result.error().text());
  const std::uint64_t wanted = whole.epochs.back();
  const auto kept = std::ranges::find(shelf.states(), wanted, &StateNote::first_epoch);
  REQUIRE(kept != shelf.states().end());
  const StateNote good = *kept;
  const auto bytes = shelf.load(good);
  REQUIRE(bytes);
  StateNote other_branch = good;
  other_branch.block_root[0] ^= 1;
  shelf.drop(good);
  shelf.put(other_branch, *bytes);
  CHECK(told.empty());
  options.wanted_epoch = wanted;
  const Outcome again = run(*source, options);
  if (!again.result) FAIL(again.result.error().text());
  REQUIRE(told.size() == 1);
  CHECK(told[0] == "kept state left out: that of slot " + std::to_string(good.slot) +
                       ", for its block of slot " + std::to_string(good.block_slot) +
                       " is not one of the chain that is read");
  REQUIRE_FALSE(again.epochs.empty());
  CHECK(again.epochs.front() < wanted);
  CHECK(again.epochs.back() == wanted);
}

TEST_CASE("pipeline: a block of another slot than the one asked for is refused") {
  auto source = open_chain();
  if (!source) return;
  source->swapped = {{50, 51}};
  CHECK(mentions(run(*source), "the source gave a block of slot 51"));
}

TEST_CASE("pipeline: a recorded state that differs names the field with both roots") {
  auto source = open_chain();
  if (!source) return;
  source->bent_state = 160;
  const Outcome outcome = run(*source);
  CHECK(mentions(outcome, "genesis_time: replayed 0x"));
  CHECK_FALSE(mentions(outcome, "balances"));
  CHECK(outcome.tally.mismatches == 1);
}

TEST_CASE("pipeline: a state of another chain than the source says is refused") {
  auto source = open_chain();
  if (!source) return;
  source->bent_genesis = true;
  CHECK(mentions(run(*source), "genesis_validators_root"));
}

TEST_CASE("pipeline: an error of whoever stores an epoch ends the run") {
  auto source = open_chain();
  if (!source) return;
  PipelineTally tally;
  const PipelineHooks hooks{
      .started = [](const PipelineStart&) -> Expected<void> { return {}; },
      .epoch_proven = [](const EpochRecord&) -> Expected<void> {
        return fail(ErrorKind::unavailable, "the disk is full");
      },
      .slot_done = [](std::uint64_t, bool) {},
      .horizon = [](std::chrono::milliseconds) -> Expected<Horizon> { return Horizon{690}; }};
  const auto result = run_pipeline(*source, {}, hooks, tally);
  REQUIRE_FALSE(result.has_value());
  CHECK(exit_status(result.error().kind) == 3);
  CHECK(tally.epochs_proven == 0);
}

}  // namespace apsis
